import { expect, it } from 'vitest';

import { watchRegularly } from './watchRegularly.ts';

/** A watch whose delays pass at once, stopped after some of them. */
function watching(looks: ReadonlyArray<() => Promise<unknown>>) {
  const stop = new AbortController();
  const delaysMs: number[] = [];
  const broken: unknown[] = [];
  let looked = 0;
  const run = watchRegularly({
    platform: {
      delay: async (milliseconds) => {
        delaysMs.push(milliseconds);
        if (looked < looks.length) return Promise.resolve();
        stop.abort();
        return Promise.reject(new Error('aborted'));
      },
    },
    intervalMs: 700,
    signal: stop.signal,
    look: async () => {
      const look = looks[looked];
      looked += 1;
      return look?.();
    },
    onBroken: (cause) => broken.push(cause),
  });
  return { run, delaysMs, broken, looked: () => looked };
}

it('waits before every look, and ends when it is stopped', async () => {
  const scene = watching([async () => Promise.resolve(), async () => Promise.resolve()]);
  await scene.run;
  expect(scene.delaysMs).toEqual([700, 700, 700]);
  expect(scene.looked()).toBe(2);
  expect(scene.broken).toEqual([]);
});

it('ends with what a look throws, told once', async () => {
  const cause = new Error('the journal is broken');
  const scene = watching([async () => Promise.reject(cause), async () => Promise.resolve()]);
  await scene.run;
  expect(scene.looked()).toBe(1);
  expect(scene.broken).toEqual([cause]);
});
