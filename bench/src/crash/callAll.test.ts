import { expect, it } from 'vitest';

import { callAll } from './callAll.ts';

/** Calls that last until they are answered, and the most that were under way at once. */
function createCallers() {
  const underway = new Map<string, () => void>();
  const made: string[] = [];
  return {
    made,
    make: async (call: string): Promise<void> => {
      made.push(call);
      const { promise, resolve } = Promise.withResolvers<void>();
      underway.set(call, resolve);
      await promise;
    },
    answer: async (call: string): Promise<void> => {
      underway.get(call)?.();
      underway.delete(call);
      // A caller takes its next call some turns of the queue after its answer.
      await new Promise(setImmediate);
    },
  };
}

it('makes every repeat at once, and a fresh call only where there is a place', async () => {
  const { made, make, answer } = createCallers();
  const ended = callAll({ make, repeats: ['r1', 'r2', 'r3'], fresh: ['f1', 'f2'], callsAtOnce: 2 });
  expect(made).toEqual(['r1', 'r2', 'r3']);
  await answer('r1');
  expect(made).toHaveLength(3);
  await answer('r3');
  expect(made).toEqual(['r1', 'r2', 'r3', 'f1']);
  await answer('r2');
  expect(made).toEqual(['r1', 'r2', 'r3', 'f1', 'f2']);
  await Promise.all([answer('f1'), answer('f2'), ended]);
});

it('fills the places that no repeat takes', async () => {
  const { made, make, answer } = createCallers();
  const ended = callAll({ make, repeats: ['r1'], fresh: ['f1', 'f2', 'f3'], callsAtOnce: 3 });
  expect(made.toSorted()).toEqual(['f1', 'f2', 'r1']);
  await answer('f2');
  expect(made).toContain('f3');
  await Promise.all([answer('r1'), answer('f1'), answer('f3'), ended]);
});
