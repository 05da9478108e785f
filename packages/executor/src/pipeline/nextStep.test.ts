import { ERROR_CODES, describeError, fault, type Fault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import {
  startTrade,
  type AttemptRecord,
  type PreparedRecord,
  type TradeRecord,
} from '../journal/tradeRecord.ts';
import {
  FIXTURE_NOW_MS,
  fixtureAttempt,
  fixturePrepared,
  fixtureReceived,
} from '../testing/journalFixtures.ts';
import { deadlineFault, deathOf, nextStep, type NextStepFacts } from './nextStep.ts';

const EXPIRED = fault('CONFIRM__EXPIRED', { signature: 'signature-1', deathHeight: 1_182n });
const SLIPPED = fault('CONFIRM__SLIPPAGE_EXCEEDED', {
  signature: 'signature-1',
  program: 'p',
  customErrorCode: 6_001,
});
const REVERTED = fault('CONFIRM__REVERTED', { signature: 'signature-1', reason: 'unknown' });

/** A trade with so many dead attempts, whose deadline is 90 s after its claim. */
function dead(attempts: number, changes: Partial<TradeRecord> = {}): TradeRecord {
  const received = fixtureReceived();
  const event = { tradeId: 'trade-1', version: 1, atMs: FIXTURE_NOW_MS, event: received };
  return {
    ...startTrade(event, received),
    status: 'admitted',
    attempts: Array.from({ length: attempts }, (_, index): AttemptRecord => ({
      ...fixtureAttempt(index + 1),
      status: 'expired',
    })),
    ...changes,
  };
}

function decide(changes: Partial<NextStepFacts> = {}) {
  return nextStep({
    trade: dead(1),
    death: EXPIRED,
    maxRetries: 2,
    nowMs: FIXTURE_NOW_MS,
    dryRun: false,
    isClosing: false,
    ...changes,
  });
}

describe('nextStep', () => {
  it.each<[string, Fault]>([
    ['a proven expiry', EXPIRED],
    ['a revert for slippage', SLIPPED],
  ])('allows a further attempt after %s', (_case, death) => {
    expect(decide({ death })).toEqual({ kind: 'attempt' });
  });

  it('allows none after a revert it does not know', () => {
    expect(decide({ death: REVERTED })).toEqual({ kind: 'fail', problem: REVERTED });
  });

  it('knows exactly the ends that allow a further attempt', () => {
    expect(ERROR_CODES.filter((code) => describeError(code).newAttempt === true)).toEqual([
      'CONFIRM__EXPIRED',
      'CONFIRM__SLIPPAGE_EXCEEDED',
      'SIGN__ABANDONED',
      'SIGN__NEVER_SIGNED',
      'SIGN__SIGNER_UNAVAILABLE',
      'SIGN__TIMED_OUT',
    ]);
  });

  it.each([
    [0, 1, 'fail'],
    [1, 1, 'attempt'],
    [1, 2, 'fail'],
    [2, 2, 'attempt'],
    [2, 3, 'fail'],
  ])('with %i retries after %i attempts, goes on to %s', (maxRetries, attempts, kind) => {
    expect(decide({ maxRetries, trade: dead(attempts) }).kind).toBe(kind);
    // The request's own number counts before the configured one.
    const request = { ...fixtureReceived().request, maxRetries };
    expect(decide({ maxRetries: 9, trade: dead(attempts, { request }) }).kind).toBe(kind);
  });

  it('fails by the deadline from its millisecond on, and not before', () => {
    expect(decide({ nowMs: FIXTURE_NOW_MS + 89_999 })).toEqual({ kind: 'attempt' });
    expect(decide({ nowMs: FIXTURE_NOW_MS + 90_000 })).toMatchObject({
      kind: 'fail',
      problem: { code: 'DEADLINE__EXPIRED', context: { deadlineMs: 90_000, lateMs: 0 } },
    });
  });

  it('names the death and not the deadline when no retry is left anyway', () => {
    const late = { maxRetries: 0, nowMs: FIXTURE_NOW_MS + 100_000 };
    expect(decide(late)).toEqual({ kind: 'fail', problem: EXPIRED });
  });

  it('honours a cancel that was remembered, before everything but an answered success', () => {
    const trade = dead(1, { cancelRequested: true });
    for (const death of [EXPIRED, SLIPPED, REVERTED]) {
      const late = { trade, death, maxRetries: 0, nowMs: FIXTURE_NOW_MS + 100_000 };
      expect(decide(late)).toMatchObject({
        kind: 'cancel',
        problem: { code: 'CONFIRM__CANCELLED', context: { attempts: 1 } },
      });
    }
  });

  it('never signs again once a success was answered, whatever else holds', () => {
    const trade = dead(1, { successAnswered: true, cancelRequested: true });
    expect(decide({ trade })).toMatchObject({
      kind: 'fail',
      problem: { code: 'CONFIRM__ROLLED_BACK' },
    });
  });

  it('leaves the trade open for the next process when the adapter closes', () => {
    expect(decide({ isClosing: true })).toEqual({ kind: 'leave' });
    expect(decide({ isClosing: true, maxRetries: 0 }).kind).toBe('fail');
  });

  it('signs nothing more in dry-run', () => {
    expect(decide({ dryRun: true })).toEqual({ kind: 'fail', problem: EXPIRED });
  });
});

describe('deathOf', () => {
  it('tells how the last attempt ended', () => {
    expect(deathOf(dead(2))).toMatchObject({
      code: 'CONFIRM__EXPIRED',
      context: { signature: 'signature-2' },
    });
    const reverted: AttemptRecord = { ...fixtureAttempt(), status: 'reverted' };
    expect(deathOf(dead(0, { attempts: [reverted] })).code).toBe('CONFIRM__REVERTED');
    const slipped: AttemptRecord = { ...reverted, revertCode: 'CONFIRM__SLIPPAGE_EXCEEDED' };
    expect(deathOf(dead(0, { attempts: [slipped] })).code).toBe('CONFIRM__SLIPPAGE_EXCEEDED');
  });

  it('is what the signer came to, and its silence where it told nothing', () => {
    const prepared = { ...fixturePrepared(), status: 'expired' } as const;
    const trade = (told: Partial<PreparedRecord>) =>
      dead(0, { prepared: [{ ...prepared, ...told }] });
    expect(deathOf(trade({}))).toMatchObject({
      code: 'SIGN__NEVER_SIGNED',
      message: expect.stringContaining('this process did not hear of a signature'),
    });
    const told = { signerCode: 'SIGN__SIGNER_REFUSED', signerReason: 'not allowed' } as const;
    expect(deathOf(trade(told))).toMatchObject({
      code: 'SIGN__SIGNER_REFUSED',
      message: expect.stringContaining('not allowed'),
    });
  });

  it('is not asked of a trade that was never signed', () => {
    expect(() => deathOf(dead(0))).toThrow('no attempt');
  });
});

describe('deadlineFault', () => {
  it('counts from the claim', () => {
    const trade = dead(0);
    expect(deadlineFault(trade, FIXTURE_NOW_MS + 89_999)).toBeUndefined();
    expect(deadlineFault(trade, FIXTURE_NOW_MS + 90_007)).toMatchObject({
      code: 'DEADLINE__EXPIRED',
      context: { deadlineMs: 90_000, lateMs: 7 },
    });
  });
});
