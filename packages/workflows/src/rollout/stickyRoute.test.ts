import { createTokenAddress, fingerprintRequest, type AnyExecutionRequest } from '@quantbot/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DEFAULT_ROLLOUT } from './rolloutSettings.ts';
import { ROLLOUT_STAGES } from './rolloutStage.ts';
import { routeNameOf, stickyRoute, type RouteRecord, type StickyQuestion } from './stickyRoute.ts';

const tokenAddress = createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v');
const KEYED: AnyExecutionRequest = {
  tokenAddress,
  chain: 'solana',
  side: 'buy',
  amount: 0.001,
  idempotencyKey: 'k',
};
const { idempotencyKey: _key, ...KEYLESS } = KEYED;
const NOW_MS = 1_000_000;

function ask(changes: Partial<StickyQuestion> = {}): StickyQuestion {
  const request = changes.request ?? KEYED;
  return {
    request,
    fingerprint: fingerprintRequest(request),
    stage: 'live',
    isSteppedDown: false,
    isKnownToReal: false,
    holdsPosition: false,
    rules: DEFAULT_ROLLOUT,
    record: undefined,
    dryRun: false,
    nowMs: NOW_MS,
    derivedKeyWindowMs: 60_000,
    ...changes,
  };
}

function recordOf(changes: Partial<RouteRecord> = {}): RouteRecord {
  return {
    name: 'key k',
    fingerprint: fingerprintRequest(KEYED),
    token: tokenAddress,
    side: 'buy',
    route: 'shadow',
    reason: 'stage',
    stage: 'shadow',
    state: 'taken',
    isDry: false,
    decidedAtMs: NOW_MS,
    touchedAtMs: NOW_MS,
    ...changes,
  };
}

describe('a key', () => {
  it('that is new is decided about', () => {
    expect(stickyRoute(ask())).toEqual({
      kind: 'new',
      decision: { route: 'real', reason: 'stage' },
    });
  });

  it('with another request is refused, unless nothing ever happened under it', () => {
    const request: AnyExecutionRequest = { ...KEYED, side: 'sell' };
    for (const state of ['taken', 'decided'] as const) {
      expect(stickyRoute(ask({ request, record: recordOf({ state }) }))).toMatchObject({
        kind: 'refused',
        refusal: {
          code: 'IDEMPOTENCY__REQUEST_MISMATCH',
          context: { field: 'side', stored: 'buy', requested: 'sell' },
        },
      });
    }
    const free = stickyRoute(ask({ request, record: recordOf({ state: 'free' }) }));
    expect(free).toEqual({ kind: 'new', decision: { route: 'real', reason: 'stage' } });
  });
});

describe('a key of the real side', () => {
  const real = { route: 'real', stage: 'live' } as const;
  const at = (changes: Partial<StickyQuestion>) => {
    const found = stickyRoute(ask({ stage: 'shadow', ...changes }));
    return found.kind === 'new' ? found.decision.route : found.kind;
  };

  it('that was denied and is free goes by the stage, or going back would not hold', () => {
    expect(at({ record: recordOf({ ...real, state: 'free' }) })).toBe('shadow');
    expect(at({ stage: 'live', record: recordOf({ ...real, state: 'free' }) })).toBe('real');
  });

  it('that was only rehearsed goes by the stage once it could be signed for', () => {
    const record = recordOf({ ...real, isDry: true });
    expect(at({ record, dryRun: true })).toBe('kept');
    expect(at({ record, dryRun: false })).toBe('shadow');
    expect(at({ record, dryRun: false, isKnownToReal: true })).toBe('real');
    expect(at({ request: KEYLESS, record: { ...record, state: 'decided' } })).toBe('shadow');
    expect(at({ record: recordOf({ ...real, isDry: false }), dryRun: true })).toBe('kept');
    // The stub has answered for good, in whatever mode.
    expect(at({ stage: 'live', record: recordOf({ isDry: true }), dryRun: false })).toBe('kept');
  });
});

const circumstances = fc.record({
  stage: fc.constantFrom(...ROLLOUT_STAGES),
  isSteppedDown: fc.boolean(),
  isKnownToReal: fc.boolean(),
  holdsPosition: fc.boolean(),
  canaryShareBps: fc.integer({ min: 0, max: 10_000 }),
  waitMs: fc.integer({ min: 0, max: 10_000_000 }),
  state: fc.constantFrom('decided', 'taken'),
});

type Circumstances = typeof circumstances extends fc.Arbitrary<infer Made> ? Made : never;

function questionIn(request: AnyExecutionRequest, given: Circumstances, nowMs: number) {
  const { canaryShareBps, waitMs: _waitMs, state: _state, ...facts } = given;
  return ask({ ...facts, request, nowMs, rules: { ...DEFAULT_ROLLOUT, canaryShareBps } });
}

describe('the rule', () => {
  it('for all stages, step-downs and positions that follow, a key keeps its first route', () => {
    const sides = fc.constantFrom('buy', 'sell');
    fc.assert(
      fc.property(sides, circumstances, fc.array(circumstances), (side, first, later) => {
        const request = { ...KEYED, side } as AnyExecutionRequest;
        const decided = stickyRoute(questionIn(request, first, NOW_MS));
        if (decided.kind !== 'new') throw new Error(decided.kind);
        let nowMs = NOW_MS;
        for (const next of later) {
          nowMs += next.waitMs;
          const fingerprint = fingerprintRequest(request);
          const { route } = decided.decision;
          const record = recordOf({ route, side, fingerprint, state: next.state });
          const again = stickyRoute({ ...questionIn(request, next, nowMs), record });
          expect(again).toMatchObject({ kind: 'kept', record: { route } });
        }
      }),
    );
  });

  it('for all circumstances a keyless sell of what is held is real, whatever was decided', () => {
    const request = { ...KEYLESS, side: 'sell' } as AnyExecutionRequest;
    const routes = fc.constantFrom('stub', 'shadow', 'real');
    fc.assert(
      fc.property(circumstances, routes, (given, route) => {
        const question = questionIn(request, { ...given, holdsPosition: true }, NOW_MS);
        const record = recordOf({ route, state: given.state, side: 'sell' });
        const found = stickyRoute({ ...question, record });
        const taken = found.kind === 'kept' ? found.record : found.kind === 'new' && found.decision;
        expect(taken).toMatchObject({ route: 'real' });
      }),
    );
  });
});

describe('a request without a key', () => {
  const shadowed = recordOf({ route: 'shadow' });

  it('keeps a stub route as long as the stub would recognise it', () => {
    const at = (touchedAtMs: number) =>
      stickyRoute(ask({ request: KEYLESS, record: { ...shadowed, touchedAtMs } })).kind;
    expect([at(NOW_MS - 59_999), at(NOW_MS - 60_000)]).toEqual(['kept', 'new']);
  });

  it('keeps a stub route of a buy of what is held, and of a sell of what is not', () => {
    const kind = (request: AnyExecutionRequest, holdsPosition: boolean): string =>
      stickyRoute(ask({ request, record: shadowed, holdsPosition })).kind;
    const sell = { ...KEYLESS, side: 'sell' } as AnyExecutionRequest;
    expect(kind(KEYLESS, true)).toBe('kept');
    expect(kind(sell, false)).toBe('kept');
    expect(kind(sell, true)).toBe('new');
  });

  it('keeps the real route of a sell of what is held', () => {
    const request = { ...KEYLESS, side: 'sell' } as AnyExecutionRequest;
    const record = recordOf({ route: 'real', stage: 'live', state: 'decided' });
    expect(stickyRoute(ask({ request, record, holdsPosition: true }))).toEqual({
      kind: 'kept',
      record,
    });
  });

  it('keeps a real route while its journal recognises it, or while nobody knows', () => {
    const real = recordOf({ route: 'real', stage: 'live' });
    const kind = (record: RouteRecord, isKnownToReal: boolean): string =>
      stickyRoute(ask({ request: KEYLESS, stage: 'shadow', record, isKnownToReal })).kind;
    expect(kind(real, true)).toBe('kept');
    expect(kind(real, false)).toBe('new');
    expect(kind({ ...real, state: 'decided' }, false)).toBe('kept');
    expect(kind({ ...real, state: 'decided', touchedAtMs: 0 }, false)).toBe('new');
  });
});

it('is kept under the key of its request, or under what the request asks for', () => {
  expect(routeNameOf(KEYED)).toBe('key k');
  expect(routeNameOf(KEYLESS)).toMatch(/^keyless /u);
  expect(routeNameOf({ ...KEYLESS, maxRetries: 5 })).toBe(routeNameOf(KEYLESS));
  expect(routeNameOf({ ...KEYLESS, side: 'sell' })).not.toBe(routeNameOf(KEYLESS));
});
