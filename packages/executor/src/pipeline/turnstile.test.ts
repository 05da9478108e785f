import { expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createTurnstile, type StepRank } from './turnstile.ts';

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];

/** A turnstile whose turns a test ends, on a clock that every step moves on by what it costs. */
function setUp(costMs: number) {
  const platform = createFakePlatform();
  const turns: Array<() => void> = [];
  const ran: string[] = [];
  let nowMs = 0;
  const turnstile = createTurnstile({
    nextTurn: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      turns.push(resolve);
      return promise;
    },
    monotonicMs: () => nowMs,
  });
  const ask = async (name: string, rank: StepRank = 'begin'): Promise<string> =>
    turnstile.run(rank, () => {
      ran.push(name);
      nowMs += costMs;
      return name;
    });
  /** Ends the turn, and says what ran in the next one. */
  const turn = async (): Promise<string> => {
    await platform.settle();
    for (const end of turns.splice(0)) end();
    // Each step of a turn is given time for what follows from it.
    for (let step = 0; step < LETTERS.length; step += 1) await platform.settle();
    return ran.splice(0).join('');
  };
  return { turnstile, ask, turn, turns };
}

it('lets the loop have its turn once some milliseconds are used', async () => {
  const { ask, turn } = setUp(2);
  const asked = Promise.all(LETTERS.slice(0, 5).map(async (name) => ask(name)));
  expect([await turn(), await turn(), await turn()]).toEqual(['ab', 'cd', 'e']);
  await expect(asked).resolves.toEqual(LETTERS.slice(0, 5));
});

it('runs a step that is too long alone, and many short ones together', async () => {
  const long = setUp(30);
  void Promise.all(LETTERS.slice(0, 2).map(async (name) => long.ask(name)));
  expect([await long.turn(), await long.turn()]).toEqual(['a', 'b']);
  const short = setUp(0.1);
  void Promise.all(LETTERS.map(async (name) => short.ask(name)));
  expect(await short.turn()).toBe('abcdefghij');
});

it('lets signatures go first, then what was answered, and last what begins', async () => {
  const { ask, turn } = setUp(4);
  const asked = [ask('a'), ask('b'), ask('m', 'read'), ask('x', 'sign'), ask('y', 'sign')];
  void Promise.all(asked);
  const order = [await turn(), await turn(), await turn(), await turn(), await turn()];
  expect(order).toEqual(['x', 'y', 'm', 'a', 'b']);
});

it('counts what follows from a step at once into the turn', async () => {
  const { turnstile, ask, turn } = setUp(3);
  const first = async (): Promise<void> => {
    await turnstile.run('sign', () => undefined);
    await ask('b', 'sign');
  };
  void Promise.all([first(), ask('c')]);
  expect(await turn()).toBe('bc');
});

it('gives whoever asked what its step threw, and goes on with the others', async () => {
  const { turnstile, ask, turn } = setUp(1);
  const broken = turnstile.run('sign', () => {
    throw new Error('broken');
  });
  const caught = expect(broken).rejects.toThrow('broken');
  const other = ask('a');
  expect(await turn()).toBe('a');
  await caught;
  await expect(other).resolves.toBe('a');
});

it('takes no turn of the loop while nobody asks', async () => {
  const { ask, turn, turns } = setUp(1);
  void ask('a');
  expect(await turn()).toBe('a');
  expect(turns).toHaveLength(0);
  void ask('b');
  expect(await turn()).toBe('b');
});
