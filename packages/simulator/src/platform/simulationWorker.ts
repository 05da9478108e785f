import { parentPort, workerData } from 'node:worker_threads';

import { playSchedule } from '../playSchedule.ts';
import type { ScheduleSummary } from '../report/scheduleSummary.ts';
import { yieldToMachine } from './afterMicrotasks.ts';
import { playForPlaces } from './playForPlaces.ts';
import type { PlayTask } from './playInWorkers.ts';

/** Schedules between two reports. */
const BATCH = 20;

const { seeds, taken, mutant } = workerData as PlayTask;
let batch: ScheduleSummary[] = [];

const report = (): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
  parentPort?.postMessage(batch);
  batch = [];
};

const take = (): number => Atomics.add(taken, 0, 1);

for (let place = take(); place < seeds.count; place = take()) {
  const seed = seeds.first + place;
  const summary = await playForPlaces(async () => playSchedule(seed, mutant));
  batch.push(summary);
  if (batch.length >= BATCH || summary.violations.length > 0) report();
  await yieldToMachine();
}
report();
