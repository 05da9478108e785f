import { createTokenAddress, type AnyExecutionRequest } from '@quantbot/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canaryBucketOf } from './canaryBucket.ts';
import { DEFAULT_ROLLOUT } from './rolloutSettings.ts';
import { ROLLOUT_STAGES } from './rolloutStage.ts';
import { needsPosition, routeRequest, type RouteQuestion } from './routeRequest.ts';

const tokenAddress = createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v');
const BUY: AnyExecutionRequest = { tokenAddress, chain: 'solana', side: 'buy', amount: 0.01 };
const SELL: AnyExecutionRequest = { ...BUY, side: 'sell', amount: 5 };

function ask(changes: Partial<RouteQuestion> = {}) {
  return routeRequest({
    request: BUY,
    stage: 'canary',
    isSteppedDown: false,
    isKnownToReal: false,
    holdsPosition: false,
    rules: { ...DEFAULT_ROLLOUT, canaryShareBps: 10_000 },
    ...changes,
  });
}

/** Any question about a request of either side. */
const questions = fc.record({
  side: fc.constantFrom('buy', 'sell'),
  amountBaseUnits: fc.bigInt({ min: 1n, max: 10n ** 12n }).map(String),
  strategyId: fc.option(fc.string({ minLength: 1, maxLength: 20 }), { nil: undefined }),
  stage: fc.constantFrom(...ROLLOUT_STAGES),
  isSteppedDown: fc.boolean(),
  isKnownToReal: fc.boolean(),
  holdsPosition: fc.boolean(),
  canaryShareBps: fc.integer({ min: 0, max: 10_000 }),
  canaryLamportsMax: fc.bigInt({ min: 0n, max: 10n ** 12n }),
});

function questionOf(given: typeof questions extends fc.Arbitrary<infer Made> ? Made : never) {
  const { side, amountBaseUnits, strategyId, canaryShareBps, canaryLamportsMax, ...facts } = given;
  const { amount: _amount, ...base } = BUY;
  const request = {
    ...base,
    side,
    amountBaseUnits,
    ...(strategyId === undefined ? {} : { strategyId }),
  } as AnyExecutionRequest;
  return { ...facts, request, rules: { canaryShareBps, canaryLamportsMax } };
}

describe('a buy', () => {
  it.each([
    ['stub', 'stub', 'stage'],
    ['shadow', 'shadow', 'stage'],
    ['canary', 'real', 'in-share'],
    ['live', 'real', 'stage'],
  ] as const)('at %s goes to %s', (stage, route, reason) => {
    expect(ask({ stage })).toEqual({ route, reason });
  });

  it('is shadowed once the rollout has stepped down', () => {
    for (const stage of ['canary', 'live'] as const) {
      expect(ask({ stage, isSteppedDown: true })).toEqual({
        route: 'shadow',
        reason: 'stepped-down',
      });
    }
  });

  it('in a canary is real up to the cap and not a lamport above', () => {
    const cap = { ...DEFAULT_ROLLOUT, canaryShareBps: 10_000, canaryLamportsMax: 10_000_000n };
    expect(ask({ rules: cap }).reason).toBe('in-share');
    const { amount: _amount, ...base } = BUY;
    const upTo = { ...base, amountBaseUnits: '10000000' };
    expect(ask({ rules: cap, request: upTo })).toEqual({ route: 'real', reason: 'in-share' });
    const above = { ...base, amountBaseUnits: '10000001' };
    expect(ask({ rules: cap, request: above })).toEqual({ route: 'shadow', reason: 'above-cap' });
  });

  it('in a canary is real below its share and not at it', () => {
    const bucket = canaryBucketOf({ strategyId: undefined, tokenAddress });
    const rules = { ...DEFAULT_ROLLOUT, canaryShareBps: bucket };
    expect(ask({ rules })).toEqual({ route: 'shadow', reason: 'outside-share' });
    expect(ask({ rules: { ...rules, canaryShareBps: bucket + 1 } }).route).toBe('real');
  });
});

describe('a sell', () => {
  it('in a canary of what the real side does not hold is shadowed', () => {
    expect(ask({ request: SELL })).toEqual({ route: 'shadow', reason: 'nothing-held' });
  });

  it('of what is held asks for it wherever the stage would send it elsewhere', () => {
    const wanted = (changes: Partial<RouteQuestion>): boolean =>
      needsPosition({
        request: SELL,
        stage: 'canary',
        isSteppedDown: false,
        isKnownToReal: false,
        rules: DEFAULT_ROLLOUT,
        ...changes,
      });
    expect(ROLLOUT_STAGES.map((stage) => wanted({ stage }))).toEqual([true, true, true, false]);
    expect(wanted({ stage: 'live', isSteppedDown: true })).toBe(true);
    expect(wanted({ isKnownToReal: true })).toBe(false);
    expect(wanted({ request: BUY })).toBe(false);
  });
});

describe('the rule', () => {
  it('for all questions sends a sell of what the real side holds to the real adapter', () => {
    fc.assert(
      fc.property(questions, (given) => {
        const question = questionOf({ ...given, side: 'sell', holdsPosition: true });
        expect(routeRequest(question).route).toBe('real');
      }),
    );
  });

  it('for all questions lets nothing new be bought really at stub, shadow or stepped down', () => {
    fc.assert(
      fc.property(questions, (given) => {
        const question = questionOf({ ...given, side: 'buy', isKnownToReal: false });
        const isHeldBack =
          question.isSteppedDown || question.stage === 'stub' || question.stage === 'shadow';
        fc.pre(isHeldBack);
        expect(routeRequest(question).route).not.toBe('real');
      }),
    );
  });

  it('for all questions needs no position where the answer does not depend on it', () => {
    fc.assert(
      fc.property(questions, (given) => {
        const question = questionOf(given);
        fc.pre(!needsPosition(question));
        expect(routeRequest({ ...question, holdsPosition: true }).route).toBe(
          routeRequest({ ...question, holdsPosition: false }).route,
        );
      }),
    );
  });

  it('for all shares a larger one keeps whoever was in a smaller one', () => {
    fc.assert(
      fc.property(questions, fc.integer({ min: 0, max: 10_000 }), (given, more) => {
        const question = questionOf({ ...given, side: 'buy', stage: 'canary' });
        fc.pre(routeRequest(question).route === 'real');
        const canaryShareBps = Math.min(10_000, question.rules.canaryShareBps + more);
        const rules = { ...question.rules, canaryShareBps };
        expect(routeRequest({ ...question, rules }).route).toBe('real');
      }),
    );
  });
});
