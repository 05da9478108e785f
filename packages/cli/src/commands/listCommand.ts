import { Option, type Command } from 'commander';

import { alignColumns } from '../output/alignColumns.ts';
import { toJson } from '../output/json.ts';
import { tradeJson } from '../output/tradeJson.ts';
import { renderTradeList } from '../output/renderTrade.ts';
import { tradingLines } from '../output/renderTrading.ts';
import { readTradingFacts } from './readTradingFacts.ts';
import { wholeNumberOption } from './numberOption.ts';
import { withJournalReader } from './withJournalReader.ts';

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 10_000;

/** `quantbot list`: the newest trades. */
export function addListCommand(program: Command): void {
  program
    .command('list')
    .description('List the newest trades.')
    .addOption(
      new Option('--limit <n>', 'how many')
        .argParser(wholeNumberOption(1, LIMIT_MAX))
        .default(LIMIT_DEFAULT),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  quantbot list --limit 5\n  quantbot list --json')
    .action((options: { readonly limit: number; readonly json?: boolean }) => {
      const { trades, trading } = withJournalReader((journal) => ({
        trades: journal.list({ limit: options.limit }),
        trading: readTradingFacts(journal),
      }));
      console.log(
        options.json === true
          ? toJson(trades.map(tradeJson))
          : `${alignColumns(tradingLines(trading))}\n${renderTradeList(trades)}`,
      );
    });
}
