import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import {
  createEndpointGuard,
  withReason,
  type EndedCall,
  type EndpointHealth,
} from './endpointGuard.ts';

const THROWN = { thrown: (cause: unknown) => withReason({ kind: 'failed' }, cause) } as const;

function setUp(perSecondMax = 10) {
  const platform = createFakePlatform();
  const changes: EndpointHealth[] = [];
  const guard = createEndpointGuard({
    kind: 'node',
    label: 'http://node',
    purpose: 'reads',
    perSecondMax,
    platform,
    onChange: (health) => changes.push(health),
  });
  const fail = async (): Promise<unknown> =>
    guard
      .call(async () => Promise.reject(new Error('502')), THROWN)
      .catch((cause: unknown) => cause);
  return { platform, guard, changes, fail };
}

it('tells of every call how it went, how long it took and what of the budget is used', async () => {
  const platform = createFakePlatform({ delays: 'at-once' });
  const calls: EndedCall[] = [];
  const label = 'http://node';
  const endpoint = { kind: 'node', label, purpose: 'reads', perSecondMax: 4 } as const;
  const guard = createEndpointGuard({ ...endpoint, platform, onCall: (call) => calls.push(call) });
  const work = async () => platform.delay(20);
  await guard.call(work, THROWN);
  const limit = { kind: 'throttled', retryAfterMs: 5, reason: '429' } as const;
  await guard.call(work, { ...THROWN, answered: () => limit });
  const broken = async () => Promise.reject(new Error('502'));
  await expect(guard.call(broken, THROWN)).rejects.toThrow('502');
  expect(calls).toEqual([
    { kind: 'node', label, purpose: 'reads', outcome: 'ok', tookMs: 20, budgetUsed: 0.25 },
    { kind: 'node', label, purpose: 'reads', outcome: 'throttled', tookMs: 20, budgetUsed: 0.5 },
    { kind: 'node', label, purpose: 'reads', outcome: 'failed', tookMs: 0, budgetUsed: 0.75 },
  ]);
});

describe('createEndpointGuard', () => {
  it('lets calls through until the second is used up, and again after it', async () => {
    const { guard, platform } = setUp(2);
    for (const answer of ['a', 'b']) {
      expect(guard.refusal()).toBeUndefined();
      expect(await guard.call(async () => answer, THROWN)).toBe(answer);
    }
    expect(guard.refusal()).toEqual({ reason: 'over budget', waitMs: 1_000 });
    await platform.advance(1_000);
    expect(guard.refusal()).toBeUndefined();
  });

  it('rests after five failures, says so once, and says when it is well again', async () => {
    const { guard, changes, fail, platform } = setUp();
    for (let time = 0; time < 5; time += 1) expect(await fail()).toMatchObject({ message: '502' });
    expect(guard.refusal()).toEqual({ reason: 'resting', waitMs: 250 });
    expect(changes).toMatchObject([{ state: 'resting', lastFailure: { reason: '502' } }]);
    await platform.advance(250);
    expect(guard.refusal()).toBeUndefined();
    await guard.call(async () => 'well', THROWN);
    expect(changes.map(({ state }) => state)).toEqual(['resting', 'well']);
  });

  it('rests as long as a limit says, a second when it does not say, and never breaks by it', async () => {
    const { guard, platform } = setUp();
    const limited = async (retryAfterMs: number | undefined): Promise<void> => {
      const failure = { kind: 'throttled', retryAfterMs, reason: '429' } as const;
      await guard.call(async () => 'x', { ...THROWN, answered: () => failure });
    };
    for (let time = 0; time < 6; time += 1) {
      await limited(300);
      expect(guard.refusal()).toMatchObject({ reason: 'resting', waitMs: 300 });
      await platform.advance(300);
    }
    await limited(undefined);
    expect(guard.refusal()).toMatchObject({ waitMs: 1_000 });
  });

  it('takes a refusal for an answer of an endpoint that is well', async () => {
    const { guard } = setUp(100);
    const refused = { thrown: () => ({ kind: 'answered', reason: 'no' }) as const };
    for (let time = 0; time < 20; time += 1) {
      await guard.call(async () => Promise.reject(new Error('no')), refused).catch(() => undefined);
    }
    expect(guard.refusal()).toBeUndefined();
  });

  it('tells how it does', async () => {
    const { guard, platform, fail } = setUp();
    expect(guard.health()).toMatchObject({ state: 'well', calls: 0, lastFailure: undefined });
    const slow = guard.call(async () => platform.delay(80), THROWN);
    await platform.advance(80);
    await slow;
    await fail();
    guard.skip();
    await platform.advance(40);
    expect(guard.health()).toEqual({
      kind: 'node',
      label: 'http://node',
      purpose: 'reads',
      state: 'well',
      restMs: 0,
      lastFailure: { reason: '502', ageMs: 40 },
      latencyMs: 80,
      perSecondMax: 10,
      budgetLeft: 8,
      calls: 2,
      failures: 1,
      skips: 1,
    });
  });
});
