import { availableParallelism } from 'node:os';

import type { ScheduleSummary } from '../report/scheduleSummary.ts';
import { runWorkers } from './runWorkers.ts';

/** Schedules to play, and who is told of each batch. */
export interface WorkerPlay {
  readonly seed: number;
  readonly runs: number;
  readonly mutant: string | undefined;
  readonly workers: number | undefined;
  /** Answers whether to go on. */
  readonly onSummaries: (batch: readonly ScheduleSummary[]) => 'more' | 'enough';
}

/** What a thread that plays schedules is started with. */
export interface PlayTask {
  readonly seeds: { readonly first: number; readonly count: number };
  /** How many of the seeds have been taken, by all threads together: one number in shared memory. */
  readonly taken: Int32Array<SharedArrayBuffer>;
  readonly mutant: string | undefined;
}

/**
 * Plays schedules on several threads. Each seed's schedule is the same whichever thread plays it, so
 * each takes the next one that nobody has: none waits at the end for one that was slower.
 */
export async function playInWorkers(play: WorkerPlay): Promise<void> {
  const { seed, runs, mutant, onSummaries } = play;
  const count = workerCount(play.workers, runs);
  const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const task: PlayTask = { seeds: { first: seed, count: runs }, taken, mutant };
  const tasks = Array.from({ length: count }, () => task);
  await runWorkers({ module: 'simulationWorker', tasks, onMessage: onSummaries });
}

/** Threads to start: as many as were asked for or as there are cores, and none without work. */
export function workerCount(asked: number | undefined, work: number): number {
  return Math.max(1, Math.min(asked ?? availableParallelism(), work));
}
