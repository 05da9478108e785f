import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { ScheduleSummary } from '../report/scheduleSummary.ts';

/** Schedules to play, and who is told of each batch. */
export interface WorkerPlay {
  readonly seed: number;
  readonly runs: number;
  readonly mutant: string | undefined;
  readonly workers: number | undefined;
  /** Answers whether to go on. */
  readonly onSummaries: (batch: readonly ScheduleSummary[]) => 'more' | 'enough';
}

/** What a worker is started with. */
export interface WorkerTask {
  readonly seeds: { readonly first: number; readonly step: number; readonly count: number };
  readonly mutant: string | undefined;
}

/**
 * Plays schedules on several threads. Each seed's schedule is the same whichever thread plays it.
 */
export async function playInWorkers(play: WorkerPlay): Promise<void> {
  const { seed, runs, mutant, onSummaries } = play;
  const count = Math.max(1, Math.min(play.workers ?? availableParallelism(), runs));
  const workers = Array.from({ length: count }, (_, index) => {
    const task: WorkerTask = {
      seeds: { first: seed + index, step: count, count: Math.ceil((runs - index) / count) },
      mutant,
    };
    return new Worker(workerFile(), { workerData: task, resourceLimits: MEMORY });
  });
  let isEnough = false;
  const stopAll = (): void => {
    isEnough = true;
    for (const worker of workers) void worker.terminate();
  };
  await Promise.all(
    workers.map(
      async (worker) =>
        new Promise<void>((resolve, reject) => {
          worker.on('message', (batch: readonly ScheduleSummary[]) => {
            if (!isEnough && onSummaries(batch) === 'enough') stopAll();
          });
          worker.on('error', reject);
          worker.on('exit', (code) => {
            if (code === 0 || isEnough) resolve();
            else reject(new Error(`a worker ended with status ${code}`));
          });
        }),
    ),
  ).finally(stopAll);
}

/** Room for what a schedule makes and drops, so that little of it is ever moved. */
const MEMORY = { maxYoungGenerationSizeMb: 96 };

/** Beside this module and with its extension: `.ts` where sources run, `.js` in the built package. */
function workerFile(): URL {
  const { url } = import.meta;
  return new URL(`./simulationWorker${extname(new URL(url).pathname)}`, url);
}
