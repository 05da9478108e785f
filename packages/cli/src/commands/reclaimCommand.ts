import type { Command } from 'commander';

import { toJson } from '../output/json.ts';
import { reclaimableLamports, renderReclaim } from '../output/renderReclaim.ts';
import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { withExecutionAdapter } from './withExecutionAdapter.ts';

const EXAMPLES = `
Examples:
  quantbot reclaim
  quantbot reclaim --json

It lists the wallet's token accounts: those that are empty or hold wrapped SOL that no trade uses, with
the SOL that closing them brings back, and why every other one is left alone. It signs nothing. A sell
of everything (--portion-bps 10000) closes its account by itself.

Exit status:
  0 listed   2, 3 it could not be asked`;

/** `quantbot reclaim`: lists token accounts that lock SOL for nothing. */
export function addReclaimCommand(program: Command): void {
  program
    .command('reclaim')
    .description('List token accounts that lock SOL for nothing.')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ json }: { readonly json?: boolean }) => {
      const report = await withExecutionAdapter(createStderrTelemetry(), async ({ adapter }) =>
        adapter.reclaimable(),
      );
      const lamports = reclaimableLamports(report);
      console.log(
        json === true
          ? toJson({ ...report, reclaimableLamports: lamports })
          : renderReclaim(report),
      );
    });
}
