import { Option, type Command } from 'commander';
import { EXIT_CODE, ExecutionError, type ExecutionResult } from '@quantbot/core';
import type { TradeResolution } from '@quantbot/executor';

import type { SetExitCode } from '../createProgram.ts';
import { exitCodeOf } from '../output/exitCodeOf.ts';
import { toJson } from '../output/json.ts';
import { renderResolved } from '../output/renderResolved.ts';
import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { operatorName } from '../platform/operatorName.ts';
import { withExecutionAdapter } from './withExecutionAdapter.ts';

/** What `quantbot resolve` takes besides the key. */
interface ResolveOptions {
  readonly as: TradeResolution['as'];
  readonly signature?: string;
  readonly reason: string;
  readonly by: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  quantbot resolve entry-4711 --as landed --signature SIGNATURE --reason "explorer shows slot 4711"
  quantbot resolve entry-4711 --as dead --reason "both nodes pruned; explorer has nothing"
  quantbot resolve entry-4711 --as accepted --reason "position corrected by hand" --json

Only for a trade that evidence cannot end: "quantbot status KEY" shows one in conflict, or signed and
past its death height. What the chain plainly shows is never decided against. It works while another
process trades from the data directory, in dry-run as well.

Exit status:
  0 written down   3 not taken, nothing was changed`;

/** `quantbot resolve`: ends a trade by the decision of a person. */
export function addResolveCommand(program: Command, setExitCode: SetExitCode): void {
  program
    .command('resolve')
    .description('End a trade that no evidence can end, by your decision.')
    .argument('<key>', 'idempotency key of the trade')
    .addOption(
      new Option('--as <what>', 'landed: it ran; dead: it moved nothing; accepted: as it was seen')
        .choices(['landed', 'dead', 'accepted'])
        .makeOptionMandatory(),
    )
    .option('--signature <signature>', 'the attempt that is meant, where there are several')
    .requiredOption('--reason <text>', 'why, for whoever reads the journal later')
    .option('--by <name>', 'who decides', operatorName())
    .option('--json', 'print the ExecutionResult after it as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (key: string, options: ResolveOptions) => {
      const result = await runResolve(key, options);
      console.log(options.json === true ? toJson(result) : renderResolved(key, result));
      setExitCode(isTaken(result) ? EXIT_CODE.success : exitCodeOf(result));
    });
}

async function runResolve(key: string, options: ResolveOptions): Promise<ExecutionResult> {
  const { as, signature, reason, by } = options;
  const resolution = { as, reason, by, ...(signature === undefined ? {} : { signature }) };
  return withExecutionAdapter(
    createStderrTelemetry(),
    async ({ adapter, settings }) => {
      const result = await adapter.resolve(key, resolution);
      if (result !== undefined) return result;
      const path = settings.dataDirectory ?? 'the data directory';
      throw new ExecutionError('JOURNAL__TRADE_NOT_FOUND', { key, path });
    },
    { title: 'asking the chain' },
  );
}

const TAKEN_CODES: ReadonlySet<string> = new Set([
  'RESOLVE__HELD_FOR_DEAD',
  'RESOLVE__FILL_UNKNOWN',
  'RESOLVE__ACCEPTED',
]);

/** Whether the answer tells of the decision, and not of why it was not taken. */
export function isTaken({ status, errorCode }: ExecutionResult): boolean {
  return status === 'resolved' && (errorCode === undefined || TAKEN_CODES.has(errorCode));
}
