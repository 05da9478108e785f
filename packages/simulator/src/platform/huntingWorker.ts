import { parentPort, workerData } from 'node:worker_threads';

import { huntMutant, type Hunt } from '../huntMutant.ts';

for (const hunt of workerData as readonly Hunt[]) {
  const outcome = await huntMutant(hunt);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
  parentPort?.postMessage(outcome);
}
