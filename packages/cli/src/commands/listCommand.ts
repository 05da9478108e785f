import { Option, type Command } from 'commander';

import { toJson } from '../output/json.ts';
import { renderTradeList } from '../output/renderTrade.ts';
import { numberOption } from './numberOption.ts';
import { withJournalReader } from './withJournalReader.ts';

const LIMIT_DEFAULT = 20;

/** `quantbot list`: the newest trades. */
export function addListCommand(program: Command): void {
  program
    .command('list')
    .description('List the newest trades.')
    .addOption(new Option('--limit <n>', 'how many').argParser(numberOption).default(LIMIT_DEFAULT))
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  quantbot list --limit 5')
    .action((options: { readonly limit: number; readonly json?: boolean }) => {
      const trades = withJournalReader((journal) => journal.list({ limit: options.limit }));
      console.log(options.json === true ? toJson(trades) : renderTradeList(trades));
    });
}
