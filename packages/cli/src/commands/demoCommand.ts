import { Option, type Command } from 'commander';

import { runDemo } from '../demo/runDemo.ts';
import { numberOption } from './numberOption.ts';

/** About the pace of mainnet in 2026. */
const SLOT_MS_DEFAULT = 200;

/** `quantbot demo`: the whole path on an embedded chain, in under half a minute. */
export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('Watch a token bought and sold on an embedded Solana. Needs nothing but this.')
    .addOption(
      new Option('--slot-ms <n>', 'milliseconds a slot takes')
        .argParser(numberOption)
        .default(SLOT_MS_DEFAULT),
    )
    .addHelpText('after', '\nExample:\n  quantbot demo --slot-ms 50')
    .action(async (options: { readonly slotMs: number }) => runDemo(options.slotMs));
}
