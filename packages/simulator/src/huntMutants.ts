import type { Hunt, HuntOutcome } from './huntMutant.ts';
import { MUTANTS } from './mutants/mutants.ts';
import { workerCount } from './platform/playInWorkers.ts';
import { runWorkers } from './platform/runWorkers.ts';

/** Where to hunt. */
export interface HuntOptions {
  /** Seeds to hunt from, each for every mutant. */
  readonly seeds: readonly number[];
  /** Schedules after which a mutant has got away. @defaultValue 5000 */
  readonly runsMax?: number;
  /** Mutants to hunt. @defaultValue all */
  readonly mutants?: readonly string[];
  /** Threads. @defaultValue one for each core */
  readonly workers?: number;
  /** Told of each hunt when it has ended. */
  readonly onOutcome?: (outcome: HuntOutcome) => void;
}

const RUNS_MAX = 5_000;

/**
 * Hunts every mutant from every seed. One that gets away means that some check cannot fail, or that
 * the schedules do not come by what it breaks.
 *
 * @returns how each hunt ended, in the order of mutants and seeds.
 */
export async function huntMutants(options: HuntOptions): Promise<readonly HuntOutcome[]> {
  const { seeds, runsMax = RUNS_MAX, onOutcome } = options;
  const names = options.mutants ?? MUTANTS.map(({ name }) => name);
  const hunts = names.flatMap((mutant) => seeds.map((seed): Hunt => ({ mutant, seed, runsMax })));
  const count = workerCount(options.workers, hunts.length);
  const tasks = Array.from({ length: count }, (_, index) =>
    hunts.filter((_hunt, place) => place % count === index),
  );
  const outcomes: HuntOutcome[] = [];
  await runWorkers<HuntOutcome>({
    module: 'huntingWorker',
    tasks,
    onMessage: (outcome) => {
      outcomes.push(outcome);
      onOutcome?.(outcome);
      return 'more';
    },
  });
  const placeOf = ({ mutant, seed }: Hunt): number =>
    hunts.findIndex((hunt) => hunt.mutant === mutant && hunt.seed === seed);
  return outcomes.toSorted((left, right) => placeOf(left) - placeOf(right));
}
