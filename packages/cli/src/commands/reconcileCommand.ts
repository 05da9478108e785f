import type { Command } from 'commander';
import { EXIT_CODE } from '@quantbot/core';
import type { WalletReconciliation } from '@quantbot/executor';

import type { SetExitCode } from '../createProgram.ts';
import { toJson } from '../output/json.ts';
import { differenceOf, renderReconciliation } from '../output/renderReconciliation.ts';
import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { withExecutionAdapter } from './withExecutionAdapter.ts';

const EXAMPLES = `
Examples:
  quantbot reconcile
  quantbot reconcile --json

It holds what the wallet has in final blocks, as two operators show it where there are two, against
what the journal knows to have moved, and the wallet's transactions against the journal's. It changes
nothing, and asks the process that trades from the data directory, where there is one.

Exit status:
  0 nothing is missing, nothing foreign is signed
  4 something is missing or signed elsewhere: docs/operations/wallet-deficit.md
  5 not known: too few operators answer, or they differ   2, 3 it could not be asked`;

/** `quantbot reconcile`: holds the wallet on chain against the journal. */
export function addReconcileCommand(program: Command, setExitCode: SetExitCode): void {
  program
    .command('reconcile')
    .description('Hold the wallet on chain against the journal.')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ json }: { readonly json?: boolean }) => {
      const found = await withExecutionAdapter(
        createStderrTelemetry(),
        async ({ adapter }) => adapter.reconcile(),
        { title: 'reading wallet and history' },
      );
      console.log(json === true ? toJson(reconciliationJson(found)) : renderReconciliation(found));
      setExitCode(exitCodeOfReconciliation(found));
    });
}

function reconciliationJson({ assets, ...rest }: WalletReconciliation) {
  return {
    ...rest,
    assets: assets.map((asset) => ({ ...asset, differenceUnits: differenceOf(asset) })),
  };
}

/** Exit status that tells a script whether all is there. */
export function exitCodeOfReconciliation({ assets, historyProblem }: WalletReconciliation): number {
  const isForeign = historyProblem !== undefined && historyProblem.code !== 'RPC__UNAVAILABLE';
  if (isForeign || assets.some(({ verdict }) => verdict === 'deficit')) return EXIT_CODE.failed;
  const isUnknown = assets.some(({ verdict }) => verdict === 'unread' || verdict === 'disputed');
  return isUnknown || historyProblem !== undefined ? EXIT_CODE.unknown : EXIT_CODE.success;
}
