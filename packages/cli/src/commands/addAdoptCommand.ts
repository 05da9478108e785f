import type { Command } from 'commander';
import type { Adoption } from '@quantbot/executor';

import { toJson } from '../output/json.ts';
import { renderAdoption } from '../output/renderAdoption.ts';
import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { operatorName } from '../platform/operatorName.ts';
import { withExecutionAdapter } from './withExecutionAdapter.ts';

interface AdoptOptions {
  readonly reason: string;
  readonly by: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  quantbot journal adopt --reason "disk of host a lost; host a is switched off"
  quantbot journal adopt --reason "restored from the backup of Monday; host a is switched off"
  quantbot journal adopt --reason "paid 2 SOL out by hand" --by ann --json

Only when you know what signed for this wallet, and that it signs no more: the journal goes on from
now without it, and nothing of it becomes a trade or a position. docs/operations/journal-lost.md tells
what to check before. It works while another process trades from the data directory.

Exit status:
  0 written down   2 not possible now, nothing was written`;

/** `quantbot journal adopt`: takes what the wallet signed until now for accounted for. */
export function addAdoptCommand(journal: Command): void {
  journal
    .command('adopt')
    .description('Let the journal go on that lacks part of what its wallet signed.')
    .requiredOption('--reason <text>', 'why, for whoever reads the journal later')
    .option('--by <name>', 'who decides', operatorName())
    .option('--json', 'print what was written down as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (options: AdoptOptions) => {
      const adoption = await runAdopt(options);
      console.log(options.json === true ? toJson(adoption) : renderAdoption(adoption));
    });
}

async function runAdopt({ reason, by }: AdoptOptions): Promise<Adoption> {
  return withExecutionAdapter(
    createStderrTelemetry(),
    async ({ adapter }) => adapter.adoptHistory({ reason, by }),
    { title: 'reading the history of the wallet' },
  );
}
