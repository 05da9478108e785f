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
  readonly seeds: { readonly first: number; readonly step: number; readonly count: number };
  readonly mutant: string | undefined;
}

/**
 * Plays schedules on several threads. Each seed's schedule is the same whichever thread plays it.
 */
export async function playInWorkers(play: WorkerPlay): Promise<void> {
  const { seed, runs, mutant, onSummaries } = play;
  const count = workerCount(play.workers, runs);
  const tasks = Array.from({ length: count }, (_, index): PlayTask => ({
    seeds: { first: seed + index, step: count, count: Math.ceil((runs - index) / count) },
    mutant,
  }));
  await runWorkers({ module: 'simulationWorker', tasks, onMessage: onSummaries });
}

/** Threads to start: as many as were asked for or as there are cores, and none without work. */
export function workerCount(asked: number | undefined, work: number): number {
  return Math.max(1, Math.min(asked ?? availableParallelism(), work));
}
