import type { Command } from 'commander';
import { EXIT_CODE, ExecutionError, type ExecutionResult } from '@quantbot/core';

import type { SetExitCode } from '../createProgram.ts';
import { toJson } from '../output/json.ts';
import { renderCancelled } from '../output/renderCancelled.ts';
import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { withExecutionAdapter } from './withExecutionAdapter.ts';

const EXAMPLES = `
Examples:
  quantbot cancel entry-4711
  quantbot cancel entry-4711 --json

What is not signed yet ends at once. What is signed cannot be called back: no further attempt is
made, and the one that is out is followed to its end. It works while another process trades from the
data directory, in dry-run as well.

Exit status:
  0 cancelled, nothing was signed   5 signed, it can still land   3 it had ended before`;

/** `quantbot cancel`: ends a trade that is not signed, and forbids further attempts else. */
export function addCancelCommand(program: Command, setExitCode: SetExitCode): void {
  program
    .command('cancel')
    .description('Cancel a trade: at once before it is signed, as no further attempt after.')
    .argument('<key>', 'idempotency key of the trade')
    .option('--json', 'print the ExecutionResult after it as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (key: string, options: { readonly json?: boolean }) => {
      const result = await runCancel(key);
      console.log(options.json === true ? toJson(result) : renderCancelled(key, result));
      setExitCode(exitCodeOfCancel(result));
    });
}

async function runCancel(key: string): Promise<ExecutionResult> {
  return withExecutionAdapter(
    createStderrTelemetry(),
    async ({ adapter, settings }) => {
      const result = await adapter.cancel(key);
      if (result !== undefined) return result;
      const path = settings.dataDirectory ?? 'the data directory';
      throw new ExecutionError('JOURNAL__TRADE_NOT_FOUND', { key, path });
    },
    { title: 'cancelling' },
  );
}

/** Exit status that tells a script what became of the wish. */
export function exitCodeOfCancel({ status }: ExecutionResult): number {
  switch (status) {
    case 'cancelled':
      return EXIT_CODE.success;
    case 'received':
    case 'admitted':
    case 'executing':
    case 'settling':
    case 'conflicted':
      return EXIT_CODE.unknown;
    case 'denied':
    case 'filled':
    case 'failed':
    case 'resolved':
      return EXIT_CODE.denied;
    case undefined:
      return EXIT_CODE.internal;
    default:
      return status satisfies never;
  }
}
