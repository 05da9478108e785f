import { expect, it } from 'vitest';

import { afterMicrotasks, yieldToMachine } from './afterMicrotasks.ts';

it('waits for the whole queue of promises, however deep it is', async () => {
  let depth = 0;
  const dig = async (): Promise<void> => {
    for (let step = 0; step < 500; step += 1) {
      await Promise.resolve();
      depth += 1;
    }
  };
  void dig();
  const seen = await new Promise<number>((resolve) => {
    afterMicrotasks(() => {
      resolve(depth);
    });
  });
  expect(seen).toBe(500);
});

it('does so from inside a tick as well', async () => {
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    afterMicrotasks(() => {
      void Promise.resolve()
        .then(() => order.push('first'))
        .then(() => order.push('second'));
      afterMicrotasks(() => {
        order.push('tick');
        resolve();
      });
    });
  });
  expect(order).toEqual(['first', 'second', 'tick']);
});

it('gives the machine its turn', async () => {
  let fired = false;
  setImmediate(() => {
    fired = true;
  });
  await yieldToMachine();
  expect(fired).toBe(true);
});
