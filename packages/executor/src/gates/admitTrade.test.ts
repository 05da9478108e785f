import type { AnyExecutionRequest } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { FIXTURE_MINT } from '../testing/journalFixtures.ts';
import { FIXTURE_RESERVED, fixtureLimits, fixtureSnapshot } from '../testing/snapshotFixtures.ts';
import { admitAgain, admitTrade, type AdmissionQuestion } from './admitTrade.ts';

const BASE = { tokenAddress: FIXTURE_MINT, chain: 'solana', amount: 1 } as const;
const BUY: AnyExecutionRequest = { ...BASE, side: 'buy' };
const SELL: AnyExecutionRequest = { ...BASE, side: 'sell' };

/** Limits that are all used up, each by itself. */
const SPENT = fixtureLimits({
  tradeLamportsMax: 0n,
  openTradesMax: 1,
  tokensDenied: [FIXTURE_MINT],
  positionLamportsMax: 0n,
  exposureLamportsMax: 0n,
  positionsMax: 1,
  dailyLossLamportsMax: 0n,
  dailyVolumeLamportsMax: 0n,
  dailyFeeLamportsMax: 0n,
  ordersMax: 1,
});

function question(changes: Partial<AdmissionQuestion> = {}): AdmissionQuestion {
  return {
    request: BUY,
    limits: SPENT,
    snapshot: fixtureSnapshot(),
    reserved: FIXTURE_RESERVED,
    ...changes,
  };
}

describe('admitTrade', () => {
  it('answers with the first gate of the table that refuses', () => {
    const snapshot = fixtureSnapshot({ openTrades: 1 });
    expect(admitTrade(question({ snapshot }))?.code).toBe('RISK__OPEN_TRADES_EXCEED_MAXIMUM');
    expect(admitTrade(question())?.code).toBe('RISK__TOKEN_DENIED');
    const { tokensDenied: _denied, ...limits } = SPENT;
    expect(admitTrade(question({ limits }))?.code).toBe('RISK__TRADE_EXCEEDS_MAXIMUM');
  });

  it('traps no position: a sell is held up by number and rate alone', () => {
    const reserved = { ...FIXTURE_RESERVED, amountLamports: 0n };
    const sell = (snapshot = fixtureSnapshot()) =>
      admitTrade(question({ request: SELL, reserved, snapshot }))?.code;
    expect(sell()).toBeUndefined();
    expect(sell(fixtureSnapshot({ openTrades: 1 }))).toBe('RISK__OPEN_TRADES_EXCEED_MAXIMUM');
    expect(sell(fixtureSnapshot({ ordersInWindow: 1 }))).toBe('RISK__ORDER_RATE_EXCEEDS_MAXIMUM');
  });

  it('judges sells by the gates that alsoOnSells names, and by no other', () => {
    const sell = (gate: 'dailyLoss' | 'position') =>
      admitTrade(question({ request: SELL, limits: { ...SPENT, alsoOnSells: [gate] } }))?.code;
    expect(sell('dailyLoss')).toBe('RISK__DAILY_LOSS_EXCEEDS_MAXIMUM');
    // A sell adds nothing to a position, so there is nothing to hold up.
    expect(sell('position')).toBeUndefined();
  });

  it('denies nothing without limits, which only a rehearsal can be', () => {
    const snapshot = fixtureSnapshot({ openTrades: 1_000 });
    expect(admitTrade(question({ limits: undefined, snapshot }))).toBeUndefined();
  });
});

describe('admitAgain', () => {
  const full = fixtureSnapshot({ openTrades: 1, ordersInWindow: 1 });

  it('does not count the number and the rate of trades against one that is in', () => {
    const limits = fixtureLimits({ openTradesMax: 1, ordersMax: 1 });
    expect(admitAgain(question({ limits, snapshot: full }))).toBeUndefined();
    expect(admitTrade(question({ limits, snapshot: full }))).toBeDefined();
  });

  it('denies what a limit that was lowered forbids', () => {
    expect(
      admitAgain(question({ limits: fixtureLimits({ exposureLamportsMax: 1_014n }) })),
    ).toMatchObject({ code: 'RISK__EXPOSURE_EXCEEDS_MAXIMUM' });
  });

  it('holds no sell up', () => {
    expect(admitAgain(question({ request: SELL, snapshot: full }))).toBeUndefined();
  });
});
