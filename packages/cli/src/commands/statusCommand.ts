import { dirname } from 'node:path';

import type { Command } from 'commander';
import { ExecutionError } from '@quantbot/core';
import { createNodePlatform, isJournalOwned, type TradeHistory } from '@quantbot/executor';

import { toJson } from '../output/json.ts';
import { historyJson } from '../output/tradeJson.ts';
import { renderTrade } from '../output/renderTrade.ts';
import { renderTrading } from '../output/renderTrading.ts';
import { readTradingFacts } from './readTradingFacts.ts';
import { findJournal, withJournalReader } from './withJournalReader.ts';

/** `quantbot status`: one trade as the journal has it. */
export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('Show a trade with its attempts and events, or what may be traded without a key.')
    .argument('[key]', 'idempotency key of the trade')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  quantbot status\n  quantbot status entry-4711\n  quantbot status entry-4711 --json',
    )
    .action((key: string | undefined, options: { readonly json?: boolean }) => {
      if (key === undefined) {
        const facts = withJournalReader(readTradingFacts);
        console.log(options.json === true ? toJson(facts) : renderTrading(facts));
        return;
      }
      // Asked first: a trade that is open after that had no owner then, whatever ended since.
      const isOwned = isJournalOwned(dirname(findJournal()), createNodePlatform());
      const history = withJournalReader((journal): TradeHistory => {
        const trade = journal.findByKey(key, 'live') ?? journal.findByKey(key, 'dry');
        const found = trade === undefined ? undefined : journal.history(trade.tradeId);
        if (found !== undefined) return found;
        throw new ExecutionError('JOURNAL__TRADE_NOT_FOUND', { key, path: journal.path });
      });
      console.log(
        options.json === true
          ? toJson(historyJson(history, isOwned))
          : renderTrade(history, isOwned),
      );
    });
}
