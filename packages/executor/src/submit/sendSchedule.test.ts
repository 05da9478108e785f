import { describe, expect, it } from 'vitest';

import type { SendAnswer } from '../chain/chainNode.ts';
import { createEndpointGuard } from '../chain/endpointGuard.ts';
import type { LaneEndpoint } from '../lanes/lane.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createSendSchedule, type BroadcastPlan, type FirstRound } from './sendSchedule.ts';

interface Sent {
  readonly atMs: number;
  readonly endpoint: string;
  readonly tradeId: string;
}

/** A schedule over endpoints with real budgets, and everything that leaves it. */
function setUp(options: {
  readonly perSecondMax?: number;
  readonly endpoints?: readonly string[];
  readonly answer?: (label: string) => Promise<SendAnswer>;
  readonly delay?: ExecutorPlatform['delay'];
}) {
  const platform = createFakePlatform();
  const sent: Sent[] = [];
  const defects: unknown[] = [];
  const closing = new AbortController();
  const { perSecondMax = 10, answer = async () => ({ kind: 'acknowledged' }) as const } = options;
  const endpoints = (options.endpoints ?? ['http://node']).map((label): LaneEndpoint => {
    const guard = createEndpointGuard({
      kind: 'node',
      label,
      purpose: 'sends',
      perSecondMax,
      platform,
    });
    return {
      lane: 'rpc',
      label,
      guard,
      send: async (wire) => {
        const tradeId = new TextDecoder().decode(wire);
        sent.push({ atMs: platform.monotonicMs(), endpoint: label, tradeId });
        return guard.call(async () => answer(label), {
          thrown: () => ({ kind: 'failed', reason: '' }),
        });
      },
    };
  });
  let loops = 0;
  const failures: unknown[] = [];
  const schedule = createSendSchedule({
    repeatIntervalMs: 1_000,
    platform: { ...platform, delay: options.delay ?? platform.delay },
    endpoints,
    closing: closing.signal,
    run: (work) => {
      loops += 1;
      void work()
        .catch((cause: unknown) => failures.push(cause))
        .finally(() => (loops -= 1));
    },
    onDefect: (_plan, cause) => defects.push(cause),
  });
  const rounds: Array<[string, FirstRound]> = [];
  const skips: Array<[string, string]> = [];
  const start = (tradeId: string, changes: Partial<BroadcastPlan> = {}) =>
    schedule.start({
      tradeId,
      wire: new TextEncoder().encode(tradeId),
      endpoints,
      isRepeat: false,
      onAnswer: () => undefined,
      onSkip: ({ endpoint, reason }) => skips.push([`${tradeId} ${endpoint.label}`, reason]),
      onFirstRound: (round) => rounds.push([tradeId, round]),
      ...changes,
    });
  return {
    platform,
    schedule,
    start,
    sent,
    rounds,
    skips,
    endpoints,
    defects,
    failures,
    closing,
    loops: () => loops,
    trades: () => sent.map(({ tradeId }) => tradeId),
  };
}

describe('createSendSchedule', () => {
  it('sends at once, and the same bytes again every second until it is stopped', async () => {
    const { start, platform, trades, schedule, loops } = setUp({});
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
    const { start, platform, sent } = setUp({});
    start('a');
    await platform.advance(500_000);
    expect(sent).toHaveLength(501);
  });

  it('sends what was never sent before it repeats anything', async () => {
    const { start, platform, trades } = setUp({ perSecondMax: 2 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) start(name);
    await platform.advance(2_999);
    expect(trades()).toEqual(['a', 'b', 'c', 'd', 'e', 'a']);
    start('f');
    await platform.advance(1);
    expect(trades().slice(6)).toEqual(['f', 'b']);
  });

  it('repeats in turn, so that nobody waits for ever', async () => {
    const { start, platform, trades } = setUp({ perSecondMax: 3 });
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    for (const name of names) start(name);
    await platform.advance(69_999);
    for (const name of names) {
      expect(trades().filter((traded) => traded === name)).toHaveLength(30);
    }
  });

  it('never exceeds the budget of an endpoint in any second, with a thousand open', async () => {
    const { start, platform, sent } = setUp({
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
    const { start, platform, sent, schedule } = setUp({ perSecondMax: 50 });
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
    const { start, platform, sent } = setUp({
      perSecondMax: 1_000,
      endpoints: ['http://silent', 'http://well'],
      answer: async (label) =>
        label === 'http://silent' ? never.promise : { kind: 'acknowledged' },
    });
    for (let trade = 0; trade < 200; trade += 1) start(`trade-${trade}`);
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

describe('the first round', () => {
  it('is told when every endpoint has answered or was left out', async () => {
    const slow = Promise.withResolvers<SendAnswer>();
    const { start, rounds, platform } = setUp({
      endpoints: ['http://one', 'http://two'],
      answer: async (label) =>
        label === 'http://one' ? { kind: 'refused', reason: 'no' } : slow.promise,
    });
    start('a');
    await platform.settle();
    expect(rounds).toEqual([]);
    slow.resolve({ kind: 'in-doubt', reason: 'timeout' });
    await platform.settle();
    expect(rounds).toMatchObject([
      [
        'a',
        {
          answers: [{ answer: { kind: 'refused' } }, { answer: { kind: 'in-doubt' } }],
          skipped: [],
        },
      ],
    ]);
    await platform.advance(5_000);
    expect(rounds).toHaveLength(1);
  });

  it('is not told while all were only left out: nothing was sent, so nothing is in doubt', async () => {
    const { start, rounds, skips, platform, sent } = setUp({
      perSecondMax: 1,
      endpoints: ['http://one', 'http://two'],
      answer: async () => ({ kind: 'in-doubt', reason: 'timeout' }),
    });
    start('a');
    start('b');
    await platform.settle();
    expect(rounds.map(([trade]) => trade)).toEqual(['a']);
    expect(skips).toEqual([
      ['b http://one', 'over budget'],
      ['b http://two', 'over budget'],
    ]);
    // Its first send leaves with the next budget, before anything is repeated.
    await platform.advance(1_000);
    expect(sent.slice(2).map(({ tradeId }) => tradeId)).toEqual(['b', 'b']);
    expect(rounds.map(([trade]) => trade)).toEqual(['a', 'b']);
  });

  it('leaves out an endpoint that rests, and counts it', async () => {
    const { start, skips, endpoints } = setUp({
      answer: async () => ({ kind: 'acknowledged' }),
    });
    const [endpoint] = endpoints;
    for (let time = 0; time < 5; time += 1) {
      await endpoint?.guard
        .call(async () => Promise.reject(new Error('down')), {
          thrown: () => ({ kind: 'failed', reason: 'down' }),
        })
        .catch(() => undefined);
    }
    start('a');
    expect(skips).toEqual([['a http://node', 'resting']]);
    expect(endpoint?.guard.health().skips).toBe(1);
  });

  it('is told even when there is nobody to send to', () => {
    const { start, rounds } = setUp({});
    start('a', { endpoints: [] });
    expect(rounds).toEqual([['a', { answers: [], skipped: [] }]]);
  });
});

describe('later endpoints', () => {
  const later = { fromSlot: 104n, afterMs: 1_600 };

  it('get the bytes at their slot, for every attempt that waits for it', async () => {
    const { start, endpoints, sent, platform } = setUp({});
    const first = start('a', { endpoints: [], later: { ...later, endpoints } });
    start('b', { endpoints: [], later: { ...later, endpoints } });
    first.observe(103n);
    await platform.advance(500);
    expect(sent).toEqual([]);
    first.observe(104n);
    await platform.settle();
    expect(sent.map(({ tradeId }) => tradeId)).toEqual(['a', 'b']);
  });

  it('get the bytes after the time when no slot is seen, unless it was stopped', async () => {
    const { start, endpoints, sent, platform } = setUp({});
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
    const { start, schedule, platform, trades } = setUp({});
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

describe('the end', () => {
  it('sends nothing once the adapter closes', async () => {
    const { start, closing, sent, platform, loops } = setUp({});
    start('a');
    closing.abort();
    start('b');
    await platform.advance(5_000);
    expect(sent).toHaveLength(1);
    expect(loops()).toBe(0);
  });

  it('tells of an answer that cannot be kept, and goes on', async () => {
    const { start, defects, platform, sent } = setUp({});
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
    const { start, platform, trades, failures } = setUp({
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
