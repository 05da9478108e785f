import { expect, it } from 'vitest';

import { createSlotHolder } from './slotHolder.ts';

function setUp() {
  const done: string[] = [];
  let problem: Error | undefined;
  let now = 0;
  const act = (name: string) => async (): Promise<void> => {
    if (problem !== undefined) throw problem;
    done.push(name);
  };
  const holder = createSlotHolder({ pause: act('pause'), resume: act('resume') }, () => now);
  return {
    holder,
    done,
    pass: async (milliseconds: number) => {
      now += milliseconds;
      await holder.look();
    },
    breakWith: (cause: Error | undefined) => {
      problem = cause;
    },
  };
}

it('lets slots pass while somebody is heard', async () => {
  const { holder, done, pass } = setUp();
  for (let look = 0; look < 20; look += 1) {
    await pass(200);
    holder.heard();
  }
  expect(done).toEqual([]);
});

it('stops them once when nobody is heard, and lets them go on when he is heard again', async () => {
  const { holder, done, pass } = setUp();
  await pass(251);
  await pass(10_000);
  expect(done).toEqual(['pause']);
  holder.heard();
  await pass(10);
  await pass(10);
  expect(done).toEqual(['pause', 'resume']);
});

it('stops them for whoever wants it, until he lets them go', async () => {
  const { holder, done, pass } = setUp();
  await holder.hold(true);
  expect(done).toEqual(['pause']);
  await pass(10_000);
  holder.heard();
  await pass(10);
  expect(done).toEqual(['pause']);
  await holder.hold(false);
  expect(done).toEqual(['pause', 'resume']);
});

it('tries again what the chain did not do', async () => {
  const { done, pass, breakWith } = setUp();
  breakWith(new Error('busy'));
  await expect(pass(300)).rejects.toThrow('busy');
  breakWith(undefined);
  await pass(10);
  expect(done).toEqual(['pause']);
});
