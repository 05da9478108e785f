import { describe, expect, it } from 'vitest';

import type { SendAnswer } from '../chain/chainNode.ts';
import { scheduleOnClock } from '../testing/scheduleOnClock.ts';

describe('createSendSchedule', () => {
  it('sends at once, and the same bytes again every second until it is stopped', async () => {
    const { start, platform, trades, schedule, loops } = scheduleOnClock({});
    const submission = start('a');
    expect(trades()).toEqual(['a']);
    await platform.advance(3_000);
    expect(trades()).toEqual(['a', 'a', 'a', 'a']);
    submission.stop();
    await platform.advance(5_000);
    expect(trades()).toHaveLength(4);
    expect([schedule.open(), loops(), platform.pendingDelaysMs()]).toEqual([0, 0, []]);
  });

  it('never stops because of a count', async () => {
    const { start, platform, sent } = scheduleOnClock({});
    start('a');
    await platform.advance(500_000);
    expect(sent).toHaveLength(501);
  });

  it('sends what was never sent before it repeats anything', async () => {
    const { start, platform, trades } = scheduleOnClock({ perSecondMax: 2 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) start(name);
    await platform.advance(2_999);
    expect(trades()).toEqual(['a', 'b', 'c', 'd', 'e', 'a']);
    start('f');
    await platform.advance(1);
    expect(trades().slice(6)).toEqual(['f', 'b']);
  });

  it('repeats in turn, so that nobody waits for ever', async () => {
    const { start, platform, trades } = scheduleOnClock({ perSecondMax: 3 });
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    for (const name of names) start(name);
    await platform.advance(69_999);
    for (const name of names) {
      expect(trades().filter((traded) => traded === name)).toHaveLength(30);
    }
  });

  it('never exceeds the budget of an endpoint in any second, with a thousand open', async () => {
    const { start, platform, sent } = scheduleOnClock({
      perSecondMax: 50,
      endpoints: ['http://one', 'http://two'],
    });
    for (let trade = 0; trade < 1_000; trade += 1) start(`trade-${trade}`);
    await platform.advance(45_000);
    for (const label of ['http://one', 'http://two']) {
      const times = sent.filter(({ endpoint }) => endpoint === label).map(({ atMs }) => atMs);
      for (const [index, atMs] of times.entries()) {
        const next = times[index + 50];
        if (next !== undefined) expect(next - atMs).toBeGreaterThanOrEqual(1_000);
      }
      expect(times).toHaveLength(46 * 50);
    }
    expect(new Set(sent.map(({ tradeId }) => tradeId)).size).toBe(1_000);
  });

  it('costs a turn no more with ten thousand open than with ten', async () => {
    const { start, platform, sent, schedule } = scheduleOnClock({ perSecondMax: 50 });
    const submissions = Array.from({ length: 10_000 }, (_, trade) => start(`trade-${trade}`));
    await platform.advance(10_000);
    expect(sent).toHaveLength(550);
    for (const submission of submissions) submission.stop();
    start('last');
    await platform.advance(1_000);
    // What has ended stands in nobody's way.
    expect(sent.at(-1)?.tradeId).toBe('last');
    expect(schedule.open()).toBe(1);
  });

  it('goes on by the others while one endpoint is silent, which holds only so much', async () => {
    const never = Promise.withResolvers<SendAnswer>();
    const { start, platform, sent, skips } = scheduleOnClock({
      perSecondMax: 1_000,
      endpoints: ['http://silent', 'http://well'],
      answer: async (label) =>
        label === 'http://silent' ? never.promise : { kind: 'acknowledged' },
    });
    for (let trade = 0; trade < 200; trade += 1) start(`trade-${trade}`);
    expect(skips).toHaveLength(144);
    expect(skips[0]).toEqual(['trade-128 http://silent', 'many sends without an answer']);
    await platform.advance(3_000);
    const count = (label: string): number =>
      sent.filter(({ endpoint }) => endpoint === label).length;
    expect(count('http://silent')).toBe(128);
    expect(count('http://well')).toBe(800);
    never.resolve({ kind: 'acknowledged' });
    await platform.advance(1_000);
    expect(count('http://silent')).toBeGreaterThan(300);
  });
});

describe('later endpoints', () => {
  const later = { fromSlot: 104n, afterMs: 1_600 };

  it('get the bytes at their slot, for every attempt that waits for it', async () => {
    const { start, endpoints, sent, platform } = scheduleOnClock({});
    const first = start('a', { endpoints: [], later: { ...later, endpoints } });
    start('b', { endpoints: [], later: { ...later, endpoints } });
    first.observe(103n);
    await platform.advance(500);
    expect(sent).toEqual([]);
    first.observe(104n);
    await platform.settle();
    expect(sent.map(({ tradeId }) => tradeId)).toEqual(['a', 'b']);
  });

  it('get the bytes at once when their slot was seen before, whatever is seen after it', async () => {
    const { start, endpoints, sent, platform } = scheduleOnClock({});
    const first = start('a', { endpoints: [] });
    first.observe(104n);
    first.observe(90n);
    start('b', { endpoints: [], later: { ...later, endpoints } });
    await platform.settle();
    expect(sent.map(({ tradeId }) => tradeId)).toEqual(['b']);
  });

  it('get the bytes at their time, however long the others sleep', async () => {
    const { start, endpoints, sent, platform } = scheduleOnClock({});
    start('a');
    await platform.advance(500);
    start('b', { endpoints: [], later: { ...later, afterMs: 200, endpoints } });
    await platform.advance(200);
    expect(sent.map(({ tradeId }) => tradeId)).toEqual(['a', 'b']);
  });

  it('get the bytes after the time when no slot is seen, unless it was stopped', async () => {
    const { start, endpoints, sent, platform } = scheduleOnClock({});
    start('a', { endpoints: [], later: { ...later, endpoints } });
    start('b', { endpoints: [], later: { ...later, endpoints } }).stop();
    await platform.advance(1_599);
    expect(sent).toEqual([]);
    await platform.advance(1);
    expect(sent.map(({ tradeId }) => tradeId)).toEqual(['a']);
  });
});

describe('hold', () => {
  it('keeps back what it names, lets the rest go on, and forgets nothing', async () => {
    const { start, schedule, platform, trades } = scheduleOnClock({});
    start('buy');
    start('sell');
    let isHeld = true;
    schedule.hold((tradeId) => isHeld && tradeId === 'buy');
    await platform.advance(3_000);
    expect(trades().filter((name) => name === 'buy')).toHaveLength(1);
    expect(trades().filter((name) => name === 'sell')).toHaveLength(4);
    start('buy');
    await platform.advance(1_000);
    expect(trades().filter((name) => name === 'buy')).toHaveLength(1);
    schedule.reconsider();
    await platform.advance(1_000);
    expect(trades().filter((name) => name === 'buy')).toHaveLength(1);
    isHeld = false;
    schedule.reconsider();
    await platform.advance(1_000);
    expect(trades().filter((name) => name === 'buy').length).toBeGreaterThanOrEqual(3);
  });
});

describe('what is held from the start', () => {
  it('is left out without blame for the endpoint, and goes out once when it is let go', async () => {
    const { start, schedule, platform, trades, rounds, endpoints } = scheduleOnClock({});
    const skipped: unknown[] = [];
    let isHeld = true;
    schedule.hold(() => isHeld);
    start('buy', { onSkip: ({ kind, reason }) => skipped.push([kind, reason]) });
    await platform.settle();
    expect(skipped).toEqual([['held', 'it is kept back while trading is halted']]);
    expect([trades(), rounds]).toEqual([[], []]);
    expect(endpoints[0]?.guard.health().skips).toBe(0);
    isHeld = false;
    schedule.reconsider();
    await platform.settle();
    expect(trades()).toEqual(['buy']);
    expect(rounds).toMatchObject([['buy', { answers: [{}], skipped: [] }]]);
    schedule.reconsider();
    await platform.settle();
    expect(trades()).toEqual(['buy']);
    await platform.advance(1_000);
    expect(trades()).toEqual(['buy', 'buy']);
  });
});

describe('the end', () => {
  it.each(['the last is stopped', 'the adapter closes'])('comes as soon as %s', async (how) => {
    const { start, closing, platform, loops } = scheduleOnClock({});
    const submission = start('a');
    await platform.settle();
    expect(loops()).toBe(1);
    if (how === 'the last is stopped') submission.stop();
    else closing.abort();
    await platform.settle();
    expect([loops(), platform.pendingDelaysMs()]).toEqual([0, []]);
  });

  it('sends nothing once the adapter closes', async () => {
    const { start, closing, sent, platform, loops } = scheduleOnClock({});
    start('a');
    closing.abort();
    start('b');
    await platform.advance(5_000);
    expect(sent).toHaveLength(1);
    expect(loops()).toBe(0);
  });

  it('tells of an answer that cannot be kept, and goes on', async () => {
    const { start, defects, platform, sent } = scheduleOnClock({});
    start('a', {
      onAnswer: () => {
        throw new Error('the journal is broken');
      },
    });
    await platform.advance(1_000);
    expect(defects).toMatchObject([
      { message: 'the journal is broken' },
      { message: 'the journal is broken' },
    ]);
    expect(sent).toHaveLength(2);
  });

  it('of a loop by a defect is not the end of what is signed after it', async () => {
    const broken = new Error('the clock is broken');
    const state: { cause: Error | undefined } = { cause: broken };
    const { start, platform, trades, failures } = scheduleOnClock({
      delay: async (milliseconds, signal) => {
        if (state.cause !== undefined) throw state.cause;
        return platform.delay(milliseconds, signal);
      },
    });
    start('a').stop();
    await platform.settle();
    expect(failures).toEqual([broken]);
    state.cause = undefined;
    start('b');
    await platform.advance(1_000);
    expect(trades()).toEqual(['a', 'b', 'b']);
  });
});
