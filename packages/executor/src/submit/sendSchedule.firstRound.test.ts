import { describe, expect, it } from 'vitest';

import type { SendAnswer } from '../chain/chainNode.ts';
import { restEndpoint, scheduleOnClock } from '../testing/scheduleOnClock.ts';

describe('the first round', () => {
  it('is told when every endpoint has answered or was left out', async () => {
    const slow = Promise.withResolvers<SendAnswer>();
    const { start, rounds, platform } = scheduleOnClock({
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
    const { start, rounds, skips, platform, sent } = scheduleOnClock({
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

  it('is told with who was left out, once the others have answered', async () => {
    const slow = Promise.withResolvers<SendAnswer>();
    const { start, rounds, endpoints, platform } = scheduleOnClock({
      endpoints: ['http://one', 'http://two', 'http://three'],
      answer: async (label) =>
        label === 'http://two' ? { kind: 'refused', reason: 'no' } : slow.promise,
    });
    await restEndpoint(endpoints[0]);
    start('a');
    await platform.settle();
    expect(rounds).toEqual([]);
    slow.resolve({ kind: 'in-doubt', reason: 'timeout' });
    await platform.settle();
    expect(rounds).toMatchObject([
      [
        'a',
        {
          answers: [{ endpoint: { label: 'http://two' } }, { endpoint: { label: 'http://three' } }],
          skipped: [{ endpoint: { label: 'http://one' }, kind: 'resting', reason: 'resting' }],
        },
      ],
    ]);
  });

  it('waits for the last answer, also when one that was left out answers first', async () => {
    const slow = Promise.withResolvers<SendAnswer>();
    const { start, rounds, skips, endpoints, platform } = scheduleOnClock({
      perSecondMax: 1,
      endpoints: ['http://one', 'http://two'],
      answer: async (label) =>
        label === 'http://one' ? { kind: 'refused', reason: 'no' } : slow.promise,
    });
    start('z', { endpoints: endpoints.slice(0, 1) });
    start('a');
    await platform.advance(1_000);
    expect(skips).toEqual([['a http://one', 'over budget']]);
    expect(rounds.map(([trade]) => trade)).toEqual(['z']);
    slow.resolve({ kind: 'in-doubt', reason: 'timeout' });
    await platform.settle();
    expect(rounds[1]).toMatchObject(['a', { answers: [{}, {}], skipped: [] }]);
  });

  it('leaves out an endpoint that rests, and counts it', async () => {
    const { start, skips, endpoints } = scheduleOnClock({
      answer: async () => ({ kind: 'acknowledged' }),
    });
    const [endpoint] = endpoints;
    await restEndpoint(endpoint);
    start('a');
    expect(skips).toEqual([['a http://node', 'resting']]);
    expect(endpoint?.guard.health().skips).toBe(1);
  });

  it('is told even when there is nobody to send to', () => {
    const { start, rounds } = scheduleOnClock({});
    start('a', { endpoints: [] });
    expect(rounds).toEqual([['a', { answers: [], skipped: [] }]]);
  });
});
