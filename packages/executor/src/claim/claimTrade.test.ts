import { fingerprintRequest, type AnyExecutionRequest } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import { bookPeriodsOf } from '../gates/bookPeriods.ts';
import type { AppendOutcome, ClaimOutcome, Journal } from '../journal/journal.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import { fixtureConfig } from '../testing/fixtureConfig.ts';
import {
  admitFixture,
  FIXTURE_NOW_MS,
  FIXTURE_REQUEST,
  FIXTURE_WALLET,
  fixtureAttempt,
  fixtureClaim,
  fixtureDenied,
} from '../testing/journalFixtures.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { claimTrade, isReopenable, reopenTrade, type Claim } from './claimTrade.ts';

function lookup(key: string, request: AnyExecutionRequest = FIXTURE_REQUEST) {
  return {
    kind: 'new',
    key,
    keyDerived: false,
    fingerprint: fingerprintRequest(request),
  } as const;
}

async function setUp(settings: Partial<ExecutionAdapterConfig> = {}) {
  const { journal } = await openTestJournal();
  const config = fixtureConfig(settings);
  const parts = { config, journal, wallet: FIXTURE_WALLET, deadlineClock: config.clock };
  const claim = (key: string, request: AnyExecutionRequest = FIXTURE_REQUEST): Claim => {
    const claimed = claimTrade(parts, request, lookup(key, request));
    if (claimed === 'fenced') throw new Error(claimed);
    return claimed;
  };
  return { journal, parts, claim };
}

function denied(changes: Partial<TradeRecord> = {}): TradeRecord {
  return {
    mode: 'live',
    status: 'denied',
    attempts: [],
    errorCode: 'RPC__UNAVAILABLE',
    ...changes,
  } as unknown as TradeRecord;
}

/** A journal that another process has the lease of. */
function withoutLease(journal: Journal): Journal {
  const refuse = (): never => {
    throw new Error('not expected');
  };
  return { ...journal, lease: () => ({ kind: 'fenced' }), admit: refuse, readmit: refuse };
}

describe('claimTrade', () => {
  it('takes the key with everything about the request', async () => {
    const { claim } = await setUp();
    const request = { ...FIXTURE_REQUEST, deadlineMs: 5_000 };
    expect(claim('key-1', request)).toMatchObject({
      isOurs: true,
      trade: {
        key: 'key-1',
        keyDerived: false,
        mode: 'live',
        status: 'admitted',
        admittedAtMs: FIXTURE_NOW_MS,
        reserved: {
          amountLamports: '100000000',
          feeLamports: '3015000',
          rentLamports: '2978880',
        },
        wallet: FIXTURE_WALLET,
        request,
        deadlineAtMs: FIXTURE_NOW_MS + 5_000,
      },
    });
  });

  it('gives a request without a deadline the configured one', async () => {
    const { claim } = await setUp({ deadlineMs: 7_000 });
    expect(claim('key-1').trade.deadlineAtMs).toBe(FIXTURE_NOW_MS + 7_000);
  });

  it('reckons the deadline by the clock that is not set back', async () => {
    const { parts } = await setUp({ deadlineMs: 7_000 });
    const deadlineClock = { nowMs: () => FIXTURE_NOW_MS + 60_000 };
    const claimed = claimTrade({ ...parts, deadlineClock }, FIXTURE_REQUEST, lookup('key-1'));
    expect(claimed).toMatchObject({ trade: { deadlineAtMs: FIXTURE_NOW_MS + 67_000 } });
  });

  it('finds that somebody else had the key first', async () => {
    const { claim } = await setUp();
    const first = claim('key-1');
    expect(claim('key-1')).toEqual({ trade: first.trade, isOurs: false });
  });

  it('lets the gates refuse in the same commit, and says whether the key may be used again', async () => {
    const { claim, journal } = await setUp();
    const { trade, isOurs } = claim('key-1', { ...FIXTURE_REQUEST, amount: 0.2 });
    expect(isOurs).toBe(true);
    expect(trade).toMatchObject({
      status: 'denied',
      errorCode: 'RISK__TRADE_EXCEEDS_MAXIMUM',
      result: {
        success: false,
        errorCode: 'RISK__TRADE_EXCEEDS_MAXIMUM',
        keyReusable: true,
        status: 'denied',
        idempotencyKey: 'key-1',
        deduplicated: false,
        dryRun: false,
        attempts: 0,
      },
    });
    expect(journal.openTrades()).toEqual([]);
  });

  it('counts open trades of its own mode', async () => {
    const { claim, journal } = await setUp();
    admitFixture(journal, fixtureClaim('dry', { mode: 'dry' }));
    claim('key-1');
    claim('key-2');
    expect(claim('key-3').trade).toMatchObject({
      status: 'denied',
      errorCode: 'RISK__OPEN_TRADES_EXCEED_MAXIMUM',
    });
  });

  it('keeps a rehearsal apart', async () => {
    const { claim } = await setUp({ dryRun: true });
    expect(claim('key-1').trade.mode).toBe('dry');
  });

  it('is fenced when another process has the journal', async () => {
    const { parts } = await setUp();
    const journal: Journal = { ...parts.journal, admit: (): ClaimOutcome => ({ kind: 'fenced' }) };
    expect(claimTrade({ ...parts, journal }, FIXTURE_REQUEST, lookup('key-1'))).toBe('fenced');
  });

  it('asks for no commit without the lease', async () => {
    const { parts } = await setUp();
    const journal = withoutLease(parts.journal);
    expect(claimTrade({ ...parts, journal }, FIXTURE_REQUEST, lookup('key-1'))).toBe('fenced');
  });

  it('has the gates see the books of the periods that their limits are for', async () => {
    const { parts } = await setUp();
    const seen: unknown[] = [];
    const journal: Journal = {
      ...parts.journal,
      admit: (claim) => {
        seen.push(claim.periods);
        return parts.journal.admit(claim);
      },
    };
    claimTrade({ ...parts, journal }, FIXTURE_REQUEST, lookup('key-1'));
    expect(seen).toEqual([bookPeriodsOf(parts.config)]);
  });
});

describe('isReopenable', () => {
  it('holds for a denial that was never signed and whose code allows it', () => {
    expect(isReopenable(denied(), { dryRun: false })).toBe(true);
    expect(isReopenable(denied({ mode: 'dry' }), { dryRun: true })).toBe(true);
  });

  it.each([
    ['DEADLINE__EXPIRED'],
    ['TRADE__CANCELLED'],
    ['INTERNAL__UNEXPECTED'],
    ['CONFIRM__OUTCOME_UNKNOWN'],
  ] as const)('does not hold after %s', (errorCode) => {
    expect(isReopenable(denied({ errorCode }), { dryRun: false })).toBe(false);
  });

  it.each([
    'received',
    'admitted',
    'executing',
    'settling',
    'filled',
    'failed',
    'cancelled',
  ] as const)('does not hold for a trade that is %s', (status) => {
    expect(isReopenable(denied({ status }), { dryRun: false })).toBe(false);
  });

  it('does not hold once anything was signed', () => {
    const attempts = [{ ...fixtureAttempt(), status: 'expired' }] as TradeRecord['attempts'];
    expect(isReopenable(denied({ attempts }), { dryRun: false })).toBe(false);
  });

  it('does not hold for a live trade in a rehearsal, nor the other way round', () => {
    expect(isReopenable(denied(), { dryRun: true })).toBe(false);
    expect(isReopenable(denied({ mode: 'dry' }), { dryRun: false })).toBe(false);
  });
});

describe('reopenTrade', () => {
  async function deniedBefore() {
    const all = await setUp();
    const { journal } = all;
    const outcome = admitFixture(
      journal,
      fixtureClaim('trade-1', {}, fixtureDenied('RPC__UNAVAILABLE')),
    );
    if (outcome.kind !== 'claimed') throw new Error(outcome.kind);
    return { ...all, trade: outcome.trade };
  }

  it('asks the gates again, with the request and the deadline of the repeat', async () => {
    const { parts, trade } = await deniedBefore();
    const request = { ...FIXTURE_REQUEST, deadlineMs: 1_000, priorityFee: 5 };
    const reopened = reopenTrade(parts, trade, request);
    expect(reopened).toMatchObject({
      isOurs: true,
      trade: {
        tradeId: 'trade-1',
        status: 'admitted',
        request,
        deadlineAtMs: FIXTURE_NOW_MS + 1_000,
        version: 4,
      },
    });
    expect(reopened).not.toHaveProperty('trade.result');
  });

  it('denies again when the gates do', async () => {
    const { parts, trade, claim } = await deniedBefore();
    claim('a');
    claim('b');
    expect(reopenTrade(parts, trade, FIXTURE_REQUEST)).toMatchObject({
      isOurs: true,
      trade: {
        status: 'denied',
        errorCode: 'RISK__OPEN_TRADES_EXCEED_MAXIMUM',
        result: { idempotencyKey: 'key-1', status: 'denied' },
      },
    });
  });

  it('has the gates see the books of the periods that their limits are for', async () => {
    const { parts, trade } = await deniedBefore();
    const seen: unknown[] = [];
    const journal: Journal = {
      ...parts.journal,
      readmit: (repeat) => {
        seen.push(repeat.periods);
        return parts.journal.readmit(repeat);
      },
    };
    reopenTrade({ ...parts, journal }, trade, FIXTURE_REQUEST);
    expect(seen).toEqual([bookPeriodsOf(parts.config)]);
  });

  it('asks for no commit without the lease', async () => {
    const { parts, trade } = await deniedBefore();
    const journal = withoutLease(parts.journal);
    expect(reopenTrade({ ...parts, journal }, trade, FIXTURE_REQUEST)).toBe('fenced');
  });

  it('lets one of two repeats go on and the other attach to it', async () => {
    const { parts, trade } = await deniedBefore();
    const first = reopenTrade(parts, trade, FIXTURE_REQUEST);
    if (first === 'fenced') throw new Error(first);
    expect(reopenTrade(parts, trade, FIXTURE_REQUEST)).toEqual({
      trade: first.trade,
      isOurs: false,
    });
  });

  it('is fenced when another process has the journal', async () => {
    const { parts, trade } = await deniedBefore();
    const readmit = (): AppendOutcome => ({ kind: 'fenced' });
    const journal: Journal = { ...parts.journal, readmit };
    expect(reopenTrade({ ...parts, journal }, trade, FIXTURE_REQUEST)).toBe('fenced');
  });
});
