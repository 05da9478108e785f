import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { LoadMessage, LoadPlan, LoadReport } from './loadMessages.ts';

/** A generator that has begun to send. */
export interface LoadProcess {
  /** What it saw, once everything was sent and answered or given up. */
  readonly report: Promise<LoadReport>;
  stop(): Promise<void>;
}

const CHILD = fileURLToPath(new URL(`loadChild${extname(import.meta.url)}`, import.meta.url));
const CONDITIONS = CHILD.endsWith('.ts') ? ['--conditions=quantbot:source'] : [];

/** Starts the generator and waits until its clock runs. */
export async function startLoadProcess(plan: LoadPlan): Promise<LoadProcess> {
  const child = fork(CHILD, [JSON.stringify(plan)], { execArgv: CONDITIONS });
  const ended = once(child, 'exit');
  const begun = Promise.withResolvers<void>();
  const report = Promise.withResolvers<LoadReport>();
  child.on('message', (message: LoadMessage) => {
    if (message.kind === 'begun') begun.resolve();
    else report.resolve(message.report);
  });
  void ended.then(([code]) => {
    const early = new Error(`The generator ended early, with code ${String(code)}.`);
    begun.reject(early);
    report.reject(early);
  });
  // Whoever waits for it is told; nobody may be waiting yet.
  report.promise.catch(() => undefined);
  await begun.promise;
  return {
    report: report.promise,
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
