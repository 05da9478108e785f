import { Option, type Command } from 'commander';
import { EXIT_CODE } from '@quantbot/core';

import type { SetExitCode } from '../createProgram.ts';
import { toJson } from '../output/json.ts';
import { wholeNumberOption } from './numberOption.ts';
import { SLOT_MS_MAX, SLOT_MS_MIN } from '../platform/startOrExplain.ts';

/** Somewhat quicker than mainnet in 2026: the demo waits twice for finality. */
const SLOT_MS_DEFAULT = 150;

interface DemoCommandOptions {
  readonly slotMs: number;
  readonly json?: boolean;
}

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
    .option('--json', 'print one line of JSON at the end instead of the story')
    .addHelpText('after', '\nExamples:\n  quantbot demo --slot-ms 50\n  quantbot demo --json')
    .action(async ({ slotMs, json }: DemoCommandOptions) => {
      const write = (text: string): void => {
        if (json !== true) process.stdout.write(text);
      };
      // Loaded here, so that the other commands start without the sandbox.
      const { demoJson } = await import('../demo/demoJson.ts');
      const { runDemo } = await import('../demo/runDemo.ts');
      const end = await runDemo({
        slotMs,
        write,
        onReport: (report) => {
          if (json === true) console.log(toJson(demoJson(report)));
        },
      });
      if (end === 'played') return;
      console.error('The demo was stopped by a signal before its end.');
      setExitCode(EXIT_CODE.internal);
    });
}
