import { mutantNamed } from './mutants/mutants.ts';
import { playInWorkers } from './platform/playInWorkers.ts';
import { stopwatch } from './platform/stopwatch.ts';
import type { ScheduleSummary } from './report/scheduleSummary.ts';
import { createReport, type SimulationReport } from './report/simulationReport.ts';

/** Which schedules to play. */
export interface SimulationOptions {
  /** How many. */
  readonly runs: number;
  /** Seed of the first; each next one has the next number. */
  readonly seed: number;
  /** Broken executor to play them with; the product's own when absent. */
  readonly mutant?: string;
  /** Threads. @defaultValue one for each core */
  readonly workers?: number;
  /** Told how many schedules are done. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Plays schedules on all cores and checks each. With a mutant it ends at the first violation:
 * that the mutant is caught is all there is to know.
 *
 * @throws RangeError when there is no such mutant
 */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { runs, seed, mutant, workers, onProgress } = options;
  if (mutant !== undefined) mutantNamed(mutant);
  const watch = stopwatch();
  const summaries: ScheduleSummary[] = [];
  await playInWorkers({
    seed,
    runs,
    mutant,
    workers,
    onSummaries: (batch) => {
      summaries.push(...batch);
      onProgress?.(summaries.length);
      const isCaught = batch.some(({ violations }) => violations.length > 0);
      return mutant !== undefined && isCaught ? 'enough' : 'more';
    },
  });
  return createReport(seed, summaries, watch.elapsedMs());
}
