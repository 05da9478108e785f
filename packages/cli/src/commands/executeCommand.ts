import { Option, type Command } from 'commander';
import { LANE_POLICIES } from '@quantbot/core';

import type { SetExitCode } from '../createProgram.ts';
import { exitCodeOf } from '../output/exitCodeOf.ts';
import { toJson } from '../output/json.ts';
import { renderResult } from '../output/renderResult.ts';
import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { requestFromOptions, type RequestOptions } from './executeRequest.ts';
import { amountOption, numberOption } from './numberOption.ts';
import { runExecute } from './runExecute.ts';

interface ExecuteOptions extends RequestOptions {
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  quantbot execute --side buy --token MINT --amount 0.1
  quantbot execute --side sell --token MINT --portion-bps 10000 --key exit-4711
  EXECUTION_DRY_RUN=false quantbot execute --side buy --token MINT --amount 0.1 --key entry-4711

Nothing is signed unless EXECUTION_DRY_RUN is exactly "false". When no answer comes, repeat with the same
--key: it never trades twice.

Exit status:
  0 traded, or rehearsed   3 denied, nothing was sent   4 failed on chain, proven
  5 outcome unknown: repeat with the same key   2 usage or configuration`;

/** `quantbot execute`: one trade. */
export function addExecuteCommand(program: Command, setExitCode: SetExitCode): void {
  program
    .command('execute')
    .description('Trade once: dry-run unless EXECUTION_DRY_RUN=false.')
    .addOption(
      new Option('--side <side>', 'buy spends SOL, sell brings it in')
        .choices(['buy', 'sell'])
        .makeOptionMandatory(),
    )
    .requiredOption('--token <mint>', 'mint of the token')
    .addOption(
      new Option('--amount <n>', 'SOL for a buy, tokens for a sell')
        .argParser(amountOption)
        .conflicts(['amountBaseUnits', 'portionBps']),
    )
    .addOption(
      new Option('--amount-base-units <n>', 'the same in lamports or base units').conflicts([
        'portionBps',
      ]),
    )
    .addOption(
      new Option(
        '--portion-bps <n>',
        'part of the balance to sell; 10000 sells everything',
      ).argParser(numberOption),
    )
    .option('--key <key>', 'names the trade: a repeat with it never trades again')
    .addOption(
      new Option('--slippage-bps <n>', 'basis points below the quote').argParser(numberOption),
    )
    .addOption(
      new Option('--priority-fee <n>', 'micro-lamports per compute unit').argParser(numberOption),
    )
    .addOption(
      new Option(
        '--max-retries <n>',
        'further attempts after one is proven dead, 0 to 10; 2 unless set otherwise',
      ).argParser(numberOption),
    )
    .addOption(
      new Option('--limit-price <n>', 'worst price, SOL per token').argParser(numberOption),
    )
    .addOption(new Option('--lane <policy>', 'how the bytes travel').choices(LANE_POLICIES))
    .addOption(
      new Option('--deadline-ms <n>', 'time within which it may be signed').argParser(numberOption),
    )
    .addOption(new Option('--wait-ms <n>', 'time to wait for the answer').argParser(numberOption))
    .option('--strategy <id>', 'strategy the trade belongs to')
    .option('--json', 'print the ExecutionResult as JSON and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ExecuteOptions) => {
      const result = await runExecute(requestFromOptions(options), createStderrTelemetry());
      console.log(options.json === true ? toJson(result) : renderResult(result));
      setExitCode(exitCodeOf(result));
    });
}
