import { describe, expect, it } from 'vitest';

import { DEFAULT_ROLLOUT } from './rolloutSettings.ts';
import { stepDownReasons, type RealHealth, type RecentTrade } from './stepDownRule.ts';

const RULES = { ...DEFAULT_ROLLOUT, stepDownTrades: 4, consecutiveFailuresMax: 3 };

/** Only what a rule looks at. */
function trade(changes: object): RecentTrade {
  return { status: 'filled', attempts: [], fill: {}, ...changes } as unknown as RecentTrade;
}

const FILLED = trade({ attempts: [{ status: 'confirmed' }], result: { slippageBps: 10 } });
const OPEN = trade({ status: 'executing', fill: undefined, attempts: [{ status: 'submitted' }] });

function failed(errorCode: string, attempt: object = { status: 'expired' }): RecentTrade {
  return trade({ status: 'failed', fill: undefined, errorCode, attempts: [attempt] });
}

const EXPIRED = failed('CONFIRM__EXPIRED');

function reasons(changes: Partial<RealHealth>): readonly string[] {
  const health = { trades: [], conflicts: 0, deficits: 0, tradingChange: undefined, ...changes };
  return stepDownReasons(health, RULES);
}

describe('failures', () => {
  it('one after another step it down at the limit', () => {
    expect(reasons({ trades: [EXPIRED, EXPIRED, FILLED] })).toEqual([]);
    expect(reasons({ trades: [EXPIRED, FILLED, EXPIRED] })).toEqual([]);
    expect(reasons({ trades: [EXPIRED, OPEN, EXPIRED, EXPIRED] })).toEqual([
      'real trades that failed one after another: 3 (consecutiveFailuresMax 3)',
    ]);
  });

  it('count where the chain reverted or the deadline passed, and not where the price moved', () => {
    const reverted = failed('CONFIRM__REVERTED', { status: 'reverted' });
    const late = failed('DEADLINE__EXPIRED');
    expect(reasons({ trades: [reverted, late, EXPIRED] })).toHaveLength(1);
    const slipped = failed('CONFIRM__SLIPPAGE_EXCEEDED', {
      status: 'reverted',
      revertCode: 'CONFIRM__SLIPPAGE_EXCEEDED',
    });
    const unsigned = trade({ ...late, attempts: [] });
    for (const innocent of [
      slipped,
      unsigned,
      failed('PRICE__MOVED'),
      failed('TRADE__CANCELLED'),
    ]) {
      expect(reasons({ trades: [innocent, innocent, innocent] })).toEqual([]);
      // Neither counted nor the end of a row of failures.
      const [first] = reasons({ trades: [EXPIRED, innocent, EXPIRED, EXPIRED] });
      expect(first).toContain('real trades that failed one after another: 3');
    }
  });
});

describe('the landing rate', () => {
  const retried = trade({
    attempts: [{ status: 'expired' }, { status: 'confirmed' }],
    result: { slippageBps: 0 },
  });

  it('is looked at once there are enough trades', () => {
    expect(reasons({ trades: [retried, retried, retried] })).toEqual([]);
    expect(reasons({ trades: [retried, retried, retried, retried] })).toEqual([
      '4 of the last 8 attempts landed (landingRateBpsMin 7000)',
    ]);
  });

  it('may be as low as its bound', () => {
    const many = trade({ attempts: Array.from({ length: 4 }, () => ({ status: 'confirmed' })) });
    expect(reasons({ trades: [retried, retried, retried, many] })).toEqual([]);
    const fewer = trade({ attempts: Array.from({ length: 3 }, () => ({ status: 'confirmed' })) });
    expect(reasons({ trades: [retried, retried, retried, fewer] })).toHaveLength(1);
  });

  it('looks at the newest alone, and counts a revert as landed', () => {
    const four = [FILLED, FILLED, FILLED, FILLED];
    expect(reasons({ trades: [...four, retried, retried, retried, retried] })).toEqual([]);
    const reverted = failed('CONFIRM__REVERTED', { status: 'reverted' });
    expect(reasons({ trades: [reverted, FILLED, reverted, FILLED] })).toEqual([]);
  });
});

describe('slippage', () => {
  const slipped = (slippageBps: number): RecentTrade =>
    trade({ attempts: [{ status: 'confirmed' }], result: { slippageBps } });

  it('steps it down by the middle fill, and not by one outlier', () => {
    expect(reasons({ trades: [900, 100, 100, 100].map(slipped) })).toEqual([]);
    expect(reasons({ trades: [0, 101, 101, 101].map(slipped) })).toEqual([
      'the middle one of 4 fills fell short of its quote by 101 basis points (slippageBpsP50Max 100)',
    ]);
  });
});

describe('what stands until a person deals with it', () => {
  it('is a conflict, a deficit and a breaker that tripped', () => {
    const change = { number: 1, atMs: 1, by: 'x', inFlight: 'reduce-only' } as const;
    const tradingChange = {
      ...change,
      state: 'reducing',
      origin: 'breaker',
      reason: 'open after 5 consecutive failures',
    } as const;
    expect(reasons({ conflicts: 1, deficits: 2, tradingChange })).toEqual([
      'real trades that contradict the chain: 1',
      'assets of which less is on chain than the journal explains: 2',
      'the breaker tripped: open after 5 consecutive failures',
    ]);
    expect(reasons({ tradingChange: { ...tradingChange, state: 'active' } })).toEqual([]);
    expect(reasons({ tradingChange: { ...tradingChange, origin: 'person' } })).toEqual([]);
  });
});
