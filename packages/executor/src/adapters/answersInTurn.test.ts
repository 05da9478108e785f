import { expect, it } from 'vitest';

import { createTurnstile } from '../pipeline/turnstile.ts';
import { createFakePlatform, type FakeHttp } from '../testing/fakePlatform.ts';
import { answersInTurn } from './answersInTurn.ts';

const ANSWER = { status: 200, headers: {}, body: '' };
const CALL = { method: 'POST', url: 'https://node.example', timeoutMs: 1 } as const;

/** A network behind a turnstile whose turns a test ends, and whose clock only reading moves on. */
function setUp(http: FakeHttp) {
  const platform = createFakePlatform({ http });
  const turns: Array<() => void> = [];
  let nowMs = 0;
  const turnstile = createTurnstile({
    nextTurn: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      turns.push(resolve);
      return promise;
    },
    monotonicMs: () => nowMs,
  });
  const network = answersInTurn(platform, turnstile);
  const readAnswer = async (): Promise<void> => {
    await network.http(CALL);
    nowMs += 3;
  };
  const turn = async (): Promise<number> => {
    await platform.settle();
    const before = nowMs;
    for (const end of turns.splice(0)) end();
    await platform.settle();
    return (nowMs - before) / 3;
  };
  return { network, readAnswer, turn, platform };
}

it('lets the loop have its turn between answers that come together', async () => {
  const { readAnswer, turn } = setUp(() => ANSWER);
  const all = Promise.all([1, 2, 3, 4, 5].map(readAnswer));
  expect([await turn(), await turn(), await turn()]).toEqual([2, 2, 1]);
  await all;
});

it('asks at once, and keeps neither an answer nor a failure to itself', async () => {
  const answers = [ANSWER, new Error('reset')];
  const { network, turn, platform } = setUp(() => answers.shift() ?? ANSWER);
  const first = network.http(CALL);
  await expect(network.http(CALL)).rejects.toThrow('reset');
  expect(platform.requests).toHaveLength(2);
  await turn();
  await expect(first).resolves.toBe(ANSWER);
});

it('is the platform in everything else', () => {
  const { network, platform } = setUp(() => ANSWER);
  expect(network.uniqueId()).toBe('unique-1');
  expect(platform.uniqueId()).toBe('unique-2');
});
