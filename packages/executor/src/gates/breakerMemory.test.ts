import { TRADE_STATUSES, type ErrorCode, type TradeSide, type TradeStatus } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { AttemptRecord, TradeRecord } from '../journal/tradeRecord.ts';
import {
  afterReset,
  afterTrip,
  ALL_TOKENS,
  breakerMemoryNote,
  EMPTY_BREAKER_MEMORY,
  observeTrade,
  tripOf,
  type BreakerMemory,
  type BreakerRules,
} from './breakerMemory.ts';

const RULES: BreakerRules = {
  maxConsecutiveFailures: 3,
  breakerLandingAttempts: 4,
  breakerLandingRateBpsMin: 5_000,
  breakerDriftFills: 3,
  breakerDriftBpsMax: 100,
};

interface Shape {
  readonly status: TradeStatus;
  readonly side?: TradeSide;
  readonly mint?: string;
  readonly errorCode?: ErrorCode;
  readonly attempts?: ReadonlyArray<Pick<AttemptRecord, 'status' | 'revertCode'>>;
  readonly driftBps?: number;
  readonly tradeId?: string;
}

function trade(shape: Shape): TradeRecord {
  const { status, side = 'buy', mint = 'mint', attempts = [], errorCode, driftBps } = shape;
  return {
    tradeId: shape.tradeId ?? 'trade',
    status,
    request: { side, tokenAddress: mint },
    attempts: attempts.map((attempt, index) => ({ signature: `sig-${index}`, ...attempt })),
    errorCode,
    ...(driftBps === undefined ? {} : { fill: {}, result: { slippageBps: driftBps } }),
  } as unknown as TradeRecord;
}

function observe(memory: BreakerMemory, before: Shape, after: Shape) {
  return observeTrade(memory, { before: trade(before), after: trade(after) }, RULES);
}

const EXPIRED = { status: 'expired' } as const;
const SLIPPED = { status: 'reverted', revertCode: 'CONFIRM__SLIPPAGE_EXCEEDED' } as const;
const REVERTED = { status: 'reverted', revertCode: 'CONFIRM__REVERTED' } as const;

/** How a trade failed, and whether the breaker counts it: against everything, or its token alone. */
const FAILURES: ReadonlyArray<
  [ErrorCode, ReadonlyArray<Pick<AttemptRecord, 'status' | 'revertCode'>>, string]
> = [
  ['CONFIRM__REVERTED', [REVERTED], 'execution'],
  ['CONFIRM__EXPIRED', [EXPIRED], 'execution'],
  ['CONFIRM__EXPIRED', [SLIPPED, EXPIRED], 'execution'],
  ['CONFIRM__ROLLED_BACK', [EXPIRED], 'execution'],
  ['CONFIRM__SLIPPAGE_EXCEEDED', [SLIPPED], 'slippage'],
  ['CONFIRM__SLIPPAGE_EXCEEDED', [EXPIRED, SLIPPED], 'slippage'],
  ['DEADLINE__EXPIRED', [EXPIRED], 'execution'],
  ['DEADLINE__EXPIRED', [SLIPPED], 'slippage'],
  ['PRICE__MOVED', [EXPIRED], 'none'],
  ['RISK__TRADING_HALTED', [EXPIRED], 'none'],
  ['RISK__CONFLICT_UNRESOLVED', [REVERTED], 'none'],
  ['QUOTE__STALE', [EXPIRED], 'none'],
  ['APPROVE__REFUSED', [EXPIRED], 'none'],
];

describe('observeTrade', () => {
  it.each(FAILURES)('takes %s after %j for %s', (errorCode, attempts, kind) => {
    const before: Shape = { status: 'admitted', attempts };
    const { memory, failure } = observe(EMPTY_BREAKER_MEMORY, before, {
      ...before,
      status: 'failed',
      errorCode,
    });
    expect(failure ?? 'none').toBe(kind);
    expect(memory.consecutiveFailures).toBe(kind === 'execution' ? 1 : 0);
    expect(memory.tokenReverts).toEqual(kind === 'slippage' ? { mint: 1 } : {});
  });

  it.each(TRADE_STATUSES.filter((status) => status !== 'failed' && status !== 'settling'))(
    'counts nothing of a trade that becomes %s',
    (status) => {
      const { memory, failure } = observe(
        EMPTY_BREAKER_MEMORY,
        { status: 'admitted' },
        { status, errorCode: 'RISK__TRADE_EXCEEDS_MAXIMUM' },
      );
      expect([memory, failure]).toEqual([EMPTY_BREAKER_MEMORY, undefined]);
    },
  );

  it('leaves the memory as it is when a step says nothing', () => {
    const { memory } = observe(
      EMPTY_BREAKER_MEMORY,
      { status: 'settling' },
      { status: 'settling' },
    );
    expect(memory).toBe(EMPTY_BREAKER_MEMORY);
  });

  it('forgets failures of all, and of its token alone, at a trade that has run', () => {
    const counted = {
      ...EMPTY_BREAKER_MEMORY,
      consecutiveFailures: 2,
      failedSells: 2,
      tokenReverts: { mint: 2, other: 1 },
    };
    const buy = observe(counted, { status: 'executing' }, { status: 'settling' }).memory;
    expect(buy).toMatchObject({ consecutiveFailures: 0, failedSells: 2 });
    expect(buy.tokenReverts).toEqual({ other: 1 });
    const sell = observe(
      counted,
      { status: 'executing', side: 'sell' },
      { status: 'settling', side: 'sell' },
    );
    expect(sell.memory.failedSells).toBe(0);
  });

  it('counts a trade that was rolled back after its confirmation', () => {
    const after: Shape = {
      status: 'failed',
      errorCode: 'CONFIRM__ROLLED_BACK',
      attempts: [EXPIRED],
    };
    const { memory } = observe(EMPTY_BREAKER_MEMORY, { status: 'settling' }, after);
    expect(memory.consecutiveFailures).toBe(1);
  });

  it('remembers of the newest attempts whether they landed, each once', () => {
    const steps: Shape[] = [
      { status: 'executing', attempts: [{ status: 'signed' }] },
      { status: 'executing', attempts: [{ status: 'landed' }] },
      { status: 'admitted', attempts: [EXPIRED] },
      { status: 'executing', attempts: [EXPIRED, { status: 'submitted' }] },
      { status: 'settling', attempts: [EXPIRED, { status: 'confirmed' }] },
      { status: 'filled', attempts: [EXPIRED, { status: 'confirmed' }] },
    ];
    let memory = EMPTY_BREAKER_MEMORY;
    for (const [index, after] of steps.entries()) {
      memory = observe(memory, steps[index - 1] ?? { status: 'admitted' }, after).memory;
    }
    expect(memory.landings).toEqual([false, true]);
    for (let time = 0; time < 9; time += 1) {
      memory = observe(
        memory,
        { status: 'executing' },
        { status: 'admitted', attempts: [EXPIRED] },
      ).memory;
    }
    expect(memory.landings).toEqual([false, false, false, false]);
  });

  it('remembers by how much the newest fills fell short', () => {
    let memory = EMPTY_BREAKER_MEMORY;
    for (const driftBps of [10, 20, -5, 40]) {
      const after: Shape = { status: 'settling', driftBps };
      memory = observe(memory, { status: 'settling' }, after).memory;
      memory = observe(memory, after, { ...after, status: 'filled' }).memory;
    }
    expect(memory.driftsBps).toEqual([20, -5, 40]);
  });

  it('frees the place of a probe at its end, and tells of one that has run', () => {
    const probing = { ...EMPTY_BREAKER_MEMORY, probes: { [ALL_TOKENS]: 'p', mint: 'p', x: 'y' } };
    const ends: TradeStatus[] = ['settling', 'failed', 'denied', 'cancelled', 'conflicted'];
    for (const status of ends) {
      const { memory, probeRan } = observe(
        probing,
        { status: 'executing', tradeId: 'p' },
        { status, tradeId: 'p' },
      );
      expect(memory.probes).toEqual({ x: 'y' });
      expect(probeRan).toBe(status === 'settling');
    }
    const another = observe(probing, { status: 'executing' }, { status: 'settling' });
    expect([another.probeRan, another.memory.probes]).toEqual([false, probing.probes]);
  });

  it('remembers no more tokens than it may', () => {
    let memory = EMPTY_BREAKER_MEMORY;
    for (let token = 0; token < 300; token += 1) {
      const mint = `mint-${token}`;
      const step: Shape = { status: 'executing', mint, attempts: [SLIPPED] };
      const code = 'CONFIRM__SLIPPAGE_EXCEEDED';
      memory = observe(memory, step, { ...step, status: 'failed', errorCode: code }).memory;
    }
    expect(Object.keys(memory.tokenReverts)).toHaveLength(256);
    expect(memory.tokenReverts).toMatchObject({ 'mint-299': 1 });
  });
});

describe('tripOf', () => {
  const failed = { ...EMPTY_BREAKER_MEMORY, consecutiveFailures: 3 };
  const sells = { ...failed, failedSells: 3 };
  const unlanded = { ...EMPTY_BREAKER_MEMORY, landings: [true, false, false, false] };
  const drifting = { ...EMPTY_BREAKER_MEMORY, driftsBps: [100, 100, 101] };
  it.each([
    ['active', EMPTY_BREAKER_MEMORY, undefined],
    ['active', { ...failed, consecutiveFailures: 2 }, undefined],
    ['active', failed, 'reducing'],
    ['active', sells, 'reducing'],
    ['active', unlanded, 'reducing'],
    ['active', { ...unlanded, landings: [true, true, false, false] }, undefined],
    ['active', { ...unlanded, landings: [false, false, false] }, undefined],
    ['active', drifting, 'reducing'],
    ['active', { ...drifting, driftsBps: [100, 100, 100] }, undefined],
    ['active', { ...drifting, driftsBps: [900, 900] }, undefined],
    ['reducing', failed, undefined],
    ['reducing', unlanded, undefined],
    ['reducing', { ...sells, failedSells: 2 }, undefined],
    ['reducing', sells, 'halted'],
    ['halted', sells, undefined],
  ] as const)('goes from %s with %j to %s', (state, memory, to) => {
    expect(tripOf(memory, state, RULES)?.state).toBe(to);
  });

  it('says why', () => {
    const why = (memory: BreakerMemory) => tripOf(memory, 'active', RULES)?.trigger;
    expect([why(failed), why(unlanded), why(drifting)]).toMatchInlineSnapshot(`
      [
        "after 3 consecutive failures",
        "because 1 of the last 4 attempts landed, less than breakerLandingRateBpsMin 5000",
        "because the last 3 fills fell short of their quotes by 100 basis points on average, more than breakerDriftBpsMax 100",
      ]
    `);
    expect(tripOf(sells, 'reducing', RULES)?.trigger).toMatchInlineSnapshot(
      `"after 3 failed sells on top"`,
    );
  });

  it('does not trip twice over the same', () => {
    for (const memory of [unlanded, drifting, sells]) {
      const trip = tripOf(memory, 'active', RULES);
      if (trip === undefined) throw new Error('no trip');
      const after = afterTrip(memory, trip);
      expect(tripOf(after, 'reducing', RULES)).toBeUndefined();
      expect(tripOf(afterReset(after), 'active', RULES)).toBeUndefined();
    }
  });
});

describe('breakerMemoryNote', () => {
  it('reads what was written, and nothing else', () => {
    const memory = afterTrip(
      { ...EMPTY_BREAKER_MEMORY, tokenReverts: { mint: 2 }, probes: { [ALL_TOKENS]: 'a' } },
      { state: 'reducing', trigger: 'after 3 consecutive failures' },
    );
    expect(breakerMemoryNote.parse(JSON.parse(JSON.stringify(memory)))).toEqual(memory);
    for (const wrong of [{ ...memory, consecutiveFailures: null }, { ...memory, more: 1 }, {}]) {
      expect(breakerMemoryNote.safeParse(wrong).success).toBe(false);
    }
  });
});
