import type { Command } from 'commander';
import { EXIT_CODE } from '@quantbot/core';
import type { ProgramPin, ProgramStanding } from '@quantbot/executor';

import type { SetExitCode } from '../createProgram.ts';
import { toJson } from '../output/json.ts';
import { paint } from '../output/paint.ts';
import { renderPrograms } from '../output/renderPrograms.ts';
import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { operatorName } from '../platform/operatorName.ts';
import { withExecutionAdapter } from './withExecutionAdapter.ts';

interface AcknowledgeOptions {
  readonly reason: string;
  readonly by: string;
  readonly slot?: string;
  readonly json?: boolean;
}

const GROUP_EXAMPLES = `
Examples:
  quantbot programs list                                     which deployment runs, and which is pinned
  quantbot programs acknowledge PROGRAM --reason "audited"   trade on through one that was deployed anew`;

const LIST_EXAMPLES = `
Examples:
  quantbot programs list
  quantbot programs list --json

State:
  pinned    the chain runs the deployment that is pinned
  changed   it runs another one: nothing is signed until it is acknowledged
  unpinned  it was never looked at; the first start that trades pins what it finds
  unread    too few nodes tell, or they tell of different deployments

Exit status:
  0 all of them are pinned, or not pinned yet   3 one has changed   4 one cannot be read`;

const EXAMPLES = `
Examples:
  quantbot programs list
  quantbot programs acknowledge JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4 \\
    --slot 341223344 --reason "release 0.9 of the program, announced and audited"

The deployment of every allowed swap program is pinned when it is first seen. When another one runs,
nothing is signed until it is acknowledged here. With the slot of the deployment that you looked at, as
"list" shows it, one that came in the meantime is refused. It works while another process trades from
the data directory; that process trades on at once.`;

/** `quantbot programs`: the swap programs that are traded through, and who runs them now. */
export function addProgramsCommand(program: Command, setExitCode: SetExitCode): void {
  const programs = program
    .command('programs')
    .description('Look after the swap programs that are traded through.')
    .addHelpText('after', GROUP_EXAMPLES);
  programs
    .command('list')
    .description('Tell which deployment of each swap program is pinned, and which runs now.')
    .option('--json', 'print JSON')
    .addHelpText('after', LIST_EXAMPLES)
    .action(async ({ json }: { readonly json?: boolean }) => {
      const standings = await withExecutionAdapter(
        createStderrTelemetry(),
        async ({ adapter }) => adapter.programs(),
        { title: 'reading programs', signs: false },
      );
      console.log(json === true ? toJson(standings) : renderPrograms(standings));
      setExitCode(exitCodeOfPrograms(standings));
    });
  programs
    .command('acknowledge')
    .description('Trade on through a swap program that was deployed anew.')
    .argument('<program>', 'address of the program')
    .requiredOption('--reason <text>', 'why, for whoever reads the journal later')
    .option('--slot <slot>', 'slot of the deployment that was looked at; another one is refused')
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
  { reason, by, slot }: AcknowledgeOptions,
): Promise<ProgramPin> {
  const work = { title: 'pinning the program', signs: false };
  return withExecutionAdapter(
    createStderrTelemetry(),
    async ({ adapter }) => adapter.acknowledgeProgram({ program, reason, by, slot }),
    work,
  );
}

/** Exit status that tells a script whether somebody has to look. */
export function exitCodeOfPrograms(standings: readonly ProgramStanding[]): number {
  if (standings.some(({ state }) => state === 'changed')) return EXIT_CODE.denied;
  return standings.some(({ state }) => state === 'unread') ? EXIT_CODE.failed : EXIT_CODE.success;
}

/** A pin for people. */
export function renderPin({ program, identity, by, reason }: ProgramPin): string {
  const mark = paint.good('✔');
  return `${mark} ${program} is pinned as ${identity}, by decision of ${by ?? 'nobody'}: ${reason ?? ''}`;
}
