import { Option, type Command } from 'commander';
import { EXIT_CODE } from '@quantbot/core';

import type { SetExitCode } from '../createProgram.ts';
import { runDemo } from '../demo/runDemo.ts';
import { wholeNumberOption } from './numberOption.ts';
import { SLOT_MS_MAX, SLOT_MS_MIN } from '../platform/startOrExplain.ts';

/** About the pace of mainnet in 2026. */
const SLOT_MS_DEFAULT = 200;

/** `quantbot demo`: the whole path on an embedded chain, in under half a minute. */
export function addDemoCommand(program: Command, setExitCode: SetExitCode): void {
  program
    .command('demo')
    .description('Watch a token bought and sold on an embedded Solana. Needs nothing but this.')
    .addOption(
      new Option('--slot-ms <n>', `milliseconds a slot takes, ${SLOT_MS_MIN} to ${SLOT_MS_MAX}`)
        .argParser(wholeNumberOption(SLOT_MS_MIN, SLOT_MS_MAX))
        .default(SLOT_MS_DEFAULT),
    )
    .addHelpText('after', '\nExample:\n  quantbot demo --slot-ms 50')
    .action(async ({ slotMs }: { readonly slotMs: number }) => {
      const end = await runDemo({ slotMs, write: (text) => process.stdout.write(text) });
      if (end === 'played') return;
      console.error('The demo was stopped by a signal before its end.');
      setExitCode(EXIT_CODE.internal);
    });
}
