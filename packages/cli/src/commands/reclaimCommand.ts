import type { Command } from 'commander';
import { EXIT_CODE } from '@quantbot/core';
import type { ReclaimRecord } from '@quantbot/executor';

import type { SetExitCode } from '../createProgram.ts';
import { toJson } from '../output/json.ts';
import { reclaimableLamports, renderReclaim, renderReclaimed } from '../output/renderReclaim.ts';
import { createStderrTelemetry, type StderrTelemetry } from '../output/stderrTelemetry.ts';
import { withExecutionAdapter } from './withExecutionAdapter.ts';

const EXAMPLES = `
Examples:
  quantbot reclaim
  quantbot reclaim --yes
  quantbot reclaim --json

It lists the wallet's token accounts: those that are empty or hold wrapped SOL that no trade uses, with
the SOL that closing them brings back, and why every other one is left alone. With --yes it closes up
to twelve of them, live only (EXECUTION_DRY_RUN=false) and while no trade is open; the wallet trades
nothing until that has ended. A sell of everything (--portion-bps 10000) closes its account by itself.

Exit status:
  0 listed or closed   2 not asked   3 refused, nothing was sent
  4 not closed: failed on chain, or proven dead   5 its end is not known yet`;

interface ReclaimOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `quantbot reclaim`: lists token accounts that lock SOL for nothing, and closes them. */
export function addReclaimCommand(program: Command, setExitCode: SetExitCode): void {
  program
    .command('reclaim')
    .description('List token accounts that lock SOL for nothing, and close them.')
    .option('--yes', 'close those that may be closed')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ yes, json }: ReclaimOptions) => {
      const telemetry = createStderrTelemetry();
      if (yes !== true) {
        await list(telemetry, json === true);
        return;
      }
      const reclaimed = await withExecutionAdapter(
        telemetry,
        async ({ adapter }) => adapter.reclaim(),
        { title: 'closing token accounts' },
      );
      console.log(json === true ? toJson(reclaimed) : renderReclaimed(reclaimed));
      setExitCode(exitCodeOfReclaim(reclaimed));
    });
}

async function list(telemetry: StderrTelemetry, isJson: boolean): Promise<void> {
  const report = await withExecutionAdapter(
    telemetry,
    async ({ adapter }) => adapter.reclaimable(),
    { title: 'reading token accounts' },
  );
  const lamports = reclaimableLamports(report);
  console.log(
    isJson ? toJson({ ...report, reclaimableLamports: lamports }) : renderReclaim(report),
  );
}

/** Exit status that tells a script what became of a reclaim. */
export function exitCodeOfReclaim(reclaimed: ReclaimRecord | null): number {
  if (reclaimed === null) return EXIT_CODE.success;
  switch (reclaimed.status) {
    case 'landed':
      return EXIT_CODE.success;
    case 'reverted':
    case 'expired':
      return EXIT_CODE.failed;
    case 'signed':
    case 'unproven':
      return EXIT_CODE.unknown;
    default:
      return reclaimed.status satisfies never;
  }
}
