import type { Command } from 'commander';
import { EXIT_CODE, faultResult } from '@quantbot/core';
import { isTerminal, type TradeRecord } from '@quantbot/executor';

import type { SetExitCode } from '../createProgram.ts';
import { exitCodeOf } from '../output/exitCodeOf.ts';
import { toJson } from '../output/json.ts';
import { renderResult } from '../output/renderResult.ts';
import { renderTradeList } from '../output/renderTrade.ts';
import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { tradeJson } from '../output/tradeJson.ts';
import { runResume } from './runResume.ts';
import { withJournalReader } from './withJournalReader.ts';

const EXAMPLES = `
Examples:
  quantbot resume
  quantbot resume --json

It follows every trade that an earlier process left open until the chain has decided, books it, and
ends. What was signed is followed in dry-run as well; nothing new is signed then.`;

/** `quantbot resume`: sees open trades through. */
export function addResumeCommand(program: Command, setExitCode: SetExitCode): void {
  program
    .command('resume')
    .description('Follow the trades that are open until the chain has decided.')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ json }: { readonly json?: boolean }) => {
      const outcome = await runResume(createStderrTelemetry());
      if (outcome.kind === 'problem') {
        const result = faultResult(outcome.problem);
        console.log(json === true ? toJson(result) : renderResult(result));
        setExitCode(exitCodeOf(result));
        return;
      }
      const trades = readTrades(outcome.keys);
      console.log(json === true ? toJson(trades.map(tradeJson)) : renderResumed(trades));
      const isOpen = trades.some(({ status }) => !isTerminal(status));
      setExitCode(isOpen ? EXIT_CODE.unknown : EXIT_CODE.success);
    });
}

function readTrades(keys: readonly string[]): TradeRecord[] {
  if (keys.length === 0) return [];
  return withJournalReader((journal) =>
    keys.flatMap((key) => journal.findByKey(key, 'live') ?? journal.findByKey(key, 'dry') ?? []),
  );
}

function renderResumed(trades: readonly TradeRecord[]): string {
  return trades.length === 0 ? 'No trade is open.' : renderTradeList(trades);
}
