import { Option, type Command } from 'commander';
import { EXIT_CODE } from '@quantbot/core';
import type { InFlightPolicy, TradingState } from '@quantbot/executor';

import type { SetExitCode } from '../createProgram.ts';
import { toJson } from '../output/json.ts';
import { renderDecision } from '../output/renderDecision.ts';
import { operatorName } from '../platform/operatorName.ts';
import { decideTrading, type DecisionTaken } from './decideTrading.ts';

interface DecisionOptions {
  readonly reason: string;
  readonly by: string;
  readonly json?: boolean;
}

interface HaltOptions extends DecisionOptions {
  readonly dropInFlight?: boolean;
  readonly keepInFlight?: boolean;
}

const HALT_HELP = `
Examples:
  quantbot halt --reason "the venue quotes nonsense"
  quantbot halt --reason "key may be stolen" --drop-in-flight --json

Nothing new is signed from the moment it is taken, in the process that trades and in every later one.
What is signed is followed to its end and can land until its death height; bytes of buys are not sent
again, bytes of sells are. When neither the owner of the data directory nor its lock answers, the halt
file is placed instead. docs/operations/trading-halted.md tells how to go on.

Exit status:
  0 halted   1 or 2 not halted: place the halt file by hand`;

const REDUCE_HELP = `
Example:
  quantbot reduce --reason "no new positions before the upgrade"

Buys are denied before their key is claimed; sells are traded. It takes a halt back as well.

Exit status:
  0 taken   3 taken, and something else still halts   1, 2 or 5 not known to be taken`;

const ACTIVATE_HELP = `
Example:
  quantbot activate --reason "venue is well again, balances compared"

Everything is traded again, and the breaker counts from nothing. A halt file stays where it is: it
halts until it is removed.

Exit status:
  0 taken   3 taken, and something else still halts   1, 2 or 5 not known to be taken`;

/** `quantbot halt`, `reduce` and `activate`: what may be traded, by decision of a person. */
export function addTradingCommands(program: Command, setExitCode: SetExitCode): void {
  const act = async (state: TradingState, options: DecisionOptions, inFlight: InFlightPolicy) => {
    const { reason, by, json } = options;
    const taken = await decideTrading({ state, reason, by, inFlight });
    console.log(json === true ? toJson(taken) : renderDecision(taken));
    setExitCode(exitCodeOfDecision(state, taken));
  };
  common(program, 'halt', 'Sign nothing new, at once and until a person activates it again.')
    .addOption(
      new Option('--drop-in-flight', 'send nothing again of what is signed, sells included')
        .conflicts('keepInFlight')
        .default(false),
    )
    .option('--keep-in-flight', 'go on sending what is signed, buys included', false)
    .addHelpText('after', HALT_HELP)
    .action(async (options: HaltOptions) => act('halted', options, inFlightOf(options)));
  common(program, 'reduce', 'Trade sells only, at once and until a person activates it again.')
    .addHelpText('after', REDUCE_HELP)
    .action(async (options: DecisionOptions) => act('reducing', options, 'reduce-only'));
  common(program, 'activate', 'Trade everything again.')
    .addHelpText('after', ACTIVATE_HELP)
    .action(async (options: DecisionOptions) => act('active', options, 'reduce-only'));
}

function common(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .requiredOption('--reason <text>', 'why, for whoever reads the journal later')
    .option('--by <name>', 'who decides', operatorName())
    .option('--json', 'print what came of it as JSON');
}

function inFlightOf({ dropInFlight, keepInFlight }: HaltOptions): InFlightPolicy {
  if (dropInFlight === true) return 'drop';
  return keepInFlight === true ? 'keep' : 'reduce-only';
}

/** Exit status that tells a script whether what it asked for holds now. */
export function exitCodeOfDecision(asked: TradingState, { state }: DecisionTaken): number {
  return state === asked ? EXIT_CODE.success : EXIT_CODE.denied;
}
