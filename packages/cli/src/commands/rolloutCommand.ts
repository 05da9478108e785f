import { Option, type Command } from 'commander';
import { ROLLOUT_STAGES, type RolloutStage, type RolloutStatus } from '@quantbot/workflows';

import { toJson } from '../output/json.ts';
import { renderMove, renderRollout } from '../output/renderRollout.ts';
import { renderShadow } from '../output/renderShadow.ts';
import { operatorName } from '../platform/operatorName.ts';
import { withRollout } from './withRollout.ts';

interface JsonOption {
  readonly json?: boolean;
}

interface MoveOptions extends JsonOption {
  readonly reason: string;
  readonly by: string;
  readonly to?: RolloutStage;
}

const GROUP_HELP = `
Examples:
  quantbot rollout status                                  where it stands, and why
  quantbot rollout report                                  what the shadow has found
  quantbot rollout advance --reason "the report is clean"  stub → shadow → canary → live
  quantbot rollout back --to shadow --reason "odd prices"  exits stay real at every stage`;

const STATUS_HELP = `
Examples:
  quantbot rollout status
  quantbot rollout status --json`;

const REPORT_HELP = `
Examples:
  quantbot rollout report
  quantbot rollout report --json

It sums up the comparisons that the shadow has kept (shadowRecordsMax of them): what the real side would
have refused, by code, by how much its price would have been worse, and what it would have cost more.`;

const ADVANCE_HELP = `
Examples:
  quantbot rollout advance --reason "the tests pass, let it run beside the stub"
  quantbot rollout advance --reason "the endpoint is replaced" --json

It goes on by one stage, or takes a step-down back and stays at its stage. Every process of the data
directory sees it with its next trade; none goes farther than its environment allows. It is refused
while a conflict, a deficit or an open breaker stands.

Exit status:
  0 moved   3 refused   2 the rollout or its settings cannot be used`;

const BACK_HELP = `
Examples:
  quantbot rollout back --reason "too much slippage in the morning"
  quantbot rollout back --to shadow --reason "the venue is odd"

New buys go by the earlier stage at once, in every process of the data directory. What is signed is
followed to its end, and what the real side holds is sold really at every stage.

Exit status:
  0 moved   3 refused   2 the rollout or its settings cannot be used`;

/** `quantbot rollout`: how far the real adapter is trusted with new trades. */
export function addRolloutCommand(program: Command): void {
  const rollout = program
    .command('rollout')
    .description('Move from the stub to live in stages, and back.')
    .addHelpText('after', GROUP_HELP);
  look(rollout, 'status', 'Show the stage, its rules and who moved it.', renderRollout).addHelpText(
    'after',
    STATUS_HELP,
  );
  look(rollout, 'report', 'Show what the shadow has found.', renderShadow).addHelpText(
    'after',
    REPORT_HELP,
  );
  move(rollout, 'advance', 'Go on to the next stage, or take a step-down back.').addHelpText(
    'after',
    ADVANCE_HELP,
  );
  move(rollout, 'back', 'Go back to an earlier stage.')
    .addOption(
      new Option('--to <stage>', 'stage to go back to; the one before if not given').choices(
        ROLLOUT_STAGES.slice(0, -1),
      ),
    )
    .addHelpText('after', BACK_HELP);
}

function look(
  rollout: Command,
  name: 'status' | 'report',
  ...[description, render]: readonly [string, (status: RolloutStatus) => string]
): Command {
  return rollout
    .command(name)
    .description(description)
    .option('--json', 'print JSON')
    .action(async ({ json }: JsonOption) => {
      const status = await withRollout(async (control) => control.status());
      const answer = name === 'report' ? status.shadow : status;
      console.log(json === true ? toJson(answer) : render(status));
    });
}

function move(rollout: Command, to: 'advance' | 'back', description: string): Command {
  return rollout
    .command(to)
    .description(description)
    .requiredOption('--reason <text>', 'why, for whoever reads the rollout later')
    .option('--by <name>', 'who decides', operatorName())
    .option('--json', 'print where it stands now as JSON')
    .action(async ({ reason, by, to: stage, json }: MoveOptions) => {
      const status = await withRollout(async (control) =>
        control.move(to, { reason, by, to: stage }),
      );
      console.log(json === true ? toJson(status) : renderMove(status));
    });
}
