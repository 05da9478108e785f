import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createMintQueue } from './mintQueue.ts';

function setUp() {
  const platform = createFakePlatform();
  const settle = async () => platform.settle();
  const queue = createMintQueue();
  const log: string[] = [];
  const put = (mint: string, name: string) => {
    const gate = Promise.withResolvers<void>();
    const turn = queue.run(mint, async () => {
      log.push(`${name} begins`);
      await gate.promise;
      log.push(`${name} ends`);
    });
    return { ...gate, turn };
  };
  return { queue, log, put, settle };
}

describe('createMintQueue', () => {
  it('lets trades of one token go one after another, in the order they came', async () => {
    const { log, put, settle } = setUp();
    const first = put('mint', 'first');
    const second = put('mint', 'second');
    const third = put('mint', 'third');
    second.resolve();
    third.resolve();
    await settle();
    expect(log).toEqual(['first begins']);
    first.resolve();
    await Promise.all([first.turn, second.turn, third.turn]);
    expect(log).toEqual([
      'first begins',
      'first ends',
      'second begins',
      'second ends',
      'third begins',
      'third ends',
    ]);
  });

  it('lets trades of other tokens go side by side', async () => {
    const { log, put, settle } = setUp();
    put('a', 'a');
    put('b', 'b');
    await settle();
    expect(log).toEqual(['a begins', 'b begins']);
  });

  it('goes on after work that failed, and tells only its own caller', async () => {
    const { log, put } = setUp();
    const first = put('mint', 'first');
    const second = put('mint', 'second');
    first.reject(new Error('broken'));
    second.resolve();
    await expect(first.turn).rejects.toThrow('broken');
    await second.turn;
    expect(log).toEqual(['first begins', 'second begins', 'second ends']);
  });

  it('counts at once who has come, and forgets who has gone', async () => {
    const { queue, put } = setUp();
    expect(queue.waiting('mint')).toBe(0);
    const first = put('mint', 'first');
    const second = put('mint', 'second');
    expect(queue.waiting('mint')).toBe(2);
    expect(queue.waiting('other')).toBe(0);
    first.resolve();
    await first.turn;
    expect(queue.waiting('mint')).toBe(1);
    second.reject(new Error('broken'));
    await expect(second.turn).rejects.toThrow();
    expect(queue.waiting('mint')).toBe(0);
  });

  it('keeps the line when somebody comes while the last one is running', async () => {
    const { log, put, settle } = setUp();
    const first = put('mint', 'first');
    await settle();
    const second = put('mint', 'second');
    first.resolve();
    await first.turn;
    const third = put('mint', 'third');
    await settle();
    expect(log).toEqual(['first begins', 'first ends', 'second begins']);
    second.resolve();
    third.resolve();
    await third.turn;
    expect(log.slice(-2)).toEqual(['third begins', 'third ends']);
  });
});
