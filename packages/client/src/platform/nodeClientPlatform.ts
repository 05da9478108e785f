import { randomUUID } from 'node:crypto';
import { setTimeout as delayTimer } from 'node:timers/promises';

import type { ClientPlatform, ReleasableSignal } from './clientPlatform.ts';

/** The machine this process runs on. Keys are random UUIDs (version 4). */
export const nodeClientPlatform: ClientPlatform = {
  fetch: async (url, init) => fetch(url, init),
  monotonicMs: () => performance.now(),
  untilDateMs: (date) => {
    const untilMs = Date.parse(date) - Date.now();
    return Number.isNaN(untilMs) ? undefined : untilMs;
  },
  delay: async (milliseconds) => {
    await delayTimer(milliseconds);
  },
  abortAfter,
  uniqueId: () => randomUUID(),
  random: () => Math.random(),
};

function abortAfter(milliseconds: number): ReleasableSignal {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new Error(`no answer within ${Math.round(milliseconds)} ms`));
  }, milliseconds);
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
    },
  };
}
