import { randomInt } from 'node:crypto';

import { EXIT_CODE } from '@quantbot/core';
import type { HuntOutcome, Mutant, SimulationReport } from '@quantbot/simulator';
import { Option, type Command } from 'commander';

import type { SetExitCode } from '../createProgram.ts';
import { alignColumns } from '../output/alignColumns.ts';
import { toJson } from '../output/json.ts';
import { errorPaint, paint } from '../output/paint.ts';
import { wholeNumberOption } from './numberOption.ts';

interface SimulateCommandOptions {
  readonly runs: number;
  readonly seed?: number;
  readonly mutant?: string;
  readonly workers?: number;
  readonly mutantsAll?: boolean;
  readonly listMutants?: boolean;
  readonly json?: boolean;
}

const RUNS_DEFAULT = 1_000;
const RUNS_MAX = 100_000_000;
const SEED_MAX = 2 ** 31 - 1;
const WORKERS_MAX = 256;

const EXAMPLES = `
Examples:
  quantbot simulate --runs 20000
  quantbot simulate --runs 1 --seed 4711          play one schedule again
  quantbot simulate --mutant journal-after-send   see the checks catch a broken executor
  quantbot simulate --mutants-all                 see them catch every one, from three seeds

Exit status 0 only when nothing was violated and the schedules had enough in them to prove
something. Schedule n of seed S is schedule 0 of seed S + n.`;

/** `quantbot simulate`: the real executor under virtual time, with faults from a seed. */
export function addSimulateCommand(program: Command, setExitCode: SetExitCode): void {
  program
    .command('simulate')
    .description(
      'Play the executor through seeded schedules of faults and crashes, and check each.',
    )
    .addOption(
      new Option('--runs <n>', 'how many schedules')
        .argParser(wholeNumberOption(1, RUNS_MAX))
        .default(RUNS_DEFAULT),
    )
    .addOption(
      new Option('--seed <n>', 'seed of the first schedule; a fresh one when absent').argParser(
        wholeNumberOption(0, SEED_MAX),
      ),
    )
    .addOption(
      new Option('--mutant <name>', 'play a broken executor, one of those of --list-mutants'),
    )
    .addOption(
      new Option('--workers <n>', 'threads; one for each core when absent').argParser(
        wholeNumberOption(1, WORKERS_MAX),
      ),
    )
    .option('--mutants-all', 'hunt every broken executor from three seeds')
    .option('--list-mutants', 'print the broken executors there are')
    .option('--json', 'print the report as one line of JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (options: SimulateCommandOptions, command: Command) => {
      // Loaded here, so that the other commands start without the simulator.
      const { MUTANTS } = await import('@quantbot/simulator');
      if (options.listMutants === true) {
        console.log(options.json === true ? toJson(listed(MUTANTS)) : describeMutants(MUTANTS));
        return;
      }
      refuseUnknown(options.mutant, MUTANTS, command);
      refuseSeedsBeyond(options, command);
      if (options.mutantsAll === true) {
        if (!(await hunt(options))) setExitCode(EXIT_CODE.internal);
        return;
      }
      const report = await play(options);
      console.log(options.json === true ? toJson(report) : describeReport(report, options.mutant));
      const isClean = report.violations.length === 0 && report.shortfalls.length === 0;
      if (!isClean) setExitCode(EXIT_CODE.internal);
    });
}

function refuseUnknown(
  asked: string | undefined,
  mutants: readonly Mutant[],
  command: Command,
): void {
  const names = mutants.map(({ name }) => name);
  if (asked === undefined || names.includes(asked)) return;
  command.error(
    `error: option '--mutant <name>' argument '${asked}' is invalid. ` +
      `Allowed choices are ${names.join(', ')}.`,
  );
}

/** A seed that is printed has to be one that can be asked for. */
function refuseSeedsBeyond({ seed, runs }: SimulateCommandOptions, command: Command): void {
  const last = (seed ?? 0) + runs - 1;
  if (last <= SEED_MAX) return;
  command.error(
    `error: option '--seed <n>' argument '${seed}' is invalid. ${runs} schedules go up to seed ` +
      `${last}, and ${SEED_MAX} is the last.`,
  );
}

function listed(mutants: readonly Mutant[]) {
  return mutants.map(({ name, breaks }) => ({ name, breaks }));
}

/** Distance between the seeds that mutants are hunted from. */
const HUNT_SEED_STEP = 10_000_000;
const HUNT_SEEDS = 3;

/**
 * Hunts every mutant from three seeds.
 *
 * @returns whether each was caught from each, and the unbroken executor broke nothing on the way: a
 * violation of the executor itself counts as much as a mutant that got away
 */
async function hunt({ seed, workers, json }: SimulateCommandOptions): Promise<boolean> {
  const first = seed ?? randomInt(HUNT_SEED_STEP);
  const seeds = Array.from({ length: HUNT_SEEDS }, (_, index) => first + index * HUNT_SEED_STEP);
  const { huntMutants, MUTANTS } = await import('@quantbot/simulator');
  const outcomes = await huntMutants({
    seeds,
    ...(workers === undefined ? {} : { workers }),
    onOutcome: (outcome) => {
      if (json !== true) console.log(describeHunt(outcome));
    },
  });
  const escaped = outcomes.filter(({ caughtAfter }) => caughtAfter === undefined);
  const unbroken = outcomes.reduce((sum, outcome) => sum + outcome.unbroken.length, 0);
  if (json === true) console.log(toJson({ seeds, outcomes, escaped: escaped.length, unbroken }));
  else
    console.log(
      `${MUTANTS.length} mutants, ${outcomes.length} hunts, ${escaped.length} escaped, ` +
        `${unbroken} violations of the unbroken executor`,
    );
  return escaped.length === 0 && unbroken === 0;
}

function describeHunt({
  mutant,
  seed,
  caughtAfter,
  runsMax,
  check,
  unbroken,
}: HuntOutcome): string {
  const found =
    caughtAfter === undefined
      ? `${paint.bad('✘')} ${mutant} from ${seed}: not caught in ${runsMax} schedules`
      : `${paint.good('✔')} ${mutant} from ${seed}: ${check} after ${caughtAfter} schedules`;
  return [found, ...unbroken.map((text) => `  the unbroken executor too: ${text}`)].join('\n');
}

function describeMutants(mutants: readonly Mutant[]): string {
  return alignColumns(mutants.map(({ name, breaks }) => [paint.strong(name), breaks]));
}

async function play(options: SimulateCommandOptions): Promise<SimulationReport> {
  const { runs, mutant, workers } = options;
  const seed = options.seed ?? randomInt(SEED_MAX - RUNS_MAX);
  const isShown = options.json !== true && process.stderr.isTTY;
  const onProgress = (done: number): void => {
    if (isShown) process.stderr.write(`\r${errorPaint.faint(`${done} of ${runs} schedules`)}`);
  };
  if (options.json !== true) console.error(errorPaint.faint(`Playing from seed ${seed} …`));
  const { simulate } = await import('@quantbot/simulator');
  const report = await simulate({
    runs,
    seed,
    onProgress,
    ...(mutant === undefined ? {} : { mutant }),
    ...(workers === undefined ? {} : { workers }),
  });
  if (isShown) process.stderr.write('\n');
  return report;
}

/** What a person reads. */
export function describeReport(report: SimulationReport, mutant: string | undefined): string {
  const { runs, seed, violations, faults, shortfalls } = report;
  const struck = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const figures = alignColumns([
    ['  schedules', `${runs} from seed ${seed}, ${report.schedulesPerSecond} a second`],
    [
      '  in each',
      `${report.medianTradesPerSchedule} trades, ${report.medianFaultsPerSchedule} faults, ` +
        `${report.medianStopsOrRetriesPerSchedule} stops or retries (medians)`,
    ],
    ['  faults', `${struck} of ${Object.keys(faults).length} kinds`],
  ]);
  const found = violations.map(
    ({ seed: at, check, invariant, detail }) =>
      `  ${paint.bad(check)} (${invariant}) ${detail}\n` +
      `    again: quantbot simulate --runs 1 --seed ${at}${mutant === undefined ? '' : ` --mutant ${mutant}`}`,
  );
  const lacks = shortfalls.map((text) => `  ${paint.bad('too little')} ${text}`);
  return [verdict(report, mutant), figures, ...found, ...lacks].join('\n');
}

function verdict({ violations, shortfalls }: SimulationReport, mutant: string | undefined): string {
  const name = mutant === undefined ? 'The executor' : `Mutant ${mutant}`;
  if (violations.length > 0) return `${paint.bad('✘')} ${paint.strong(`${name} was caught.`)}`;
  return shortfalls.length > 0
    ? `${paint.bad('✘')} ${paint.strong('The schedules prove too little.')}`
    : `${paint.good('✔')} ${paint.strong(`${name} broke nothing.`)}`;
}
