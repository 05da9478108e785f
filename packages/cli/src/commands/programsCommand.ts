import type { Command } from 'commander';
import type { ProgramPin } from '@quantbot/executor';

import { toJson } from '../output/json.ts';
import { paint } from '../output/paint.ts';
import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { operatorName } from '../platform/operatorName.ts';
import { withExecutionAdapter } from './withExecutionAdapter.ts';

interface AcknowledgeOptions {
  readonly reason: string;
  readonly by: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  quantbot programs acknowledge JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4 \\
    --reason "release 0.9 of the program, announced and audited"

The deployment of every allowed swap program is pinned when it is first seen. When another one runs,
nothing is signed until it is acknowledged here. It works while another process trades from the data
directory; that process trades on at once.`;

/** `quantbot programs`: the swap programs that are traded through, and who runs them now. */
export function addProgramsCommand(program: Command): void {
  const programs = program
    .command('programs')
    .description('Look after the swap programs that are traded through.');
  programs
    .command('acknowledge')
    .description('Trade on through a swap program that was deployed anew.')
    .argument('<program>', 'address of the program')
    .requiredOption('--reason <text>', 'why, for whoever reads the journal later')
    .option('--by <name>', 'who decides', operatorName())
    .option('--json', 'print what was pinned as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (address: string, options: AcknowledgeOptions) => {
      const pin = await acknowledge(address, options);
      console.log(options.json === true ? toJson(pin) : renderPin(pin));
    });
}

async function acknowledge(
  program: string,
  { reason, by }: AcknowledgeOptions,
): Promise<ProgramPin> {
  const work = { signs: false };
  return withExecutionAdapter(
    createStderrTelemetry(),
    async ({ adapter }) => adapter.acknowledgeProgram({ program, reason, by }),
    work,
  );
}

/** A pin for people. */
export function renderPin({ program, identity, by, reason }: ProgramPin): string {
  const mark = paint.good('✔');
  return `${mark} ${program} is pinned as ${identity}, by decision of ${by ?? 'nobody'}: ${reason ?? ''}`;
}
