import { fault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { startTrade } from '../journal/tradeRecord.ts';
import { FIXTURE_NOW_MS, fixtureReceived } from '../testing/journalFixtures.ts';
import { signRefusal, type SignFacts } from './signRefusal.ts';

const received = fixtureReceived();
const event = { tradeId: 'trade-1', version: 1, atMs: FIXTURE_NOW_MS, event: received };
const FACTS: SignFacts = {
  trade: startTrade(event, received),
  nowMs: FIXTURE_NOW_MS,
  quoteAgeMs: 5_000,
  quoteAgeMsMax: 5_000,
  isClosing: false,
  held: undefined,
  barred: undefined,
};
const HELD = fault('RISK__CONFLICT_UNRESOLVED', { key: 'another', wallet: 'w' });
const HALTED = fault('RISK__TRADING_HALTED', { by: 'ann', reason: 'r' });

describe('signRefusal', () => {
  it('forbids nothing inside the deadline, with a young quote and a free wallet', () => {
    expect(signRefusal(FACTS)).toBeUndefined();
  });

  it.each<[string, Partial<SignFacts>, string]>([
    ['an adapter that closes', { isClosing: true }, 'EXECUTOR__CLOSED'],
    ['a wallet that is held', { held: HELD }, 'RISK__CONFLICT_UNRESOLVED'],
    ['trading that is halted', { barred: HALTED }, 'RISK__TRADING_HALTED'],
    ['a deadline that has come', { nowMs: FIXTURE_NOW_MS + 90_000 }, 'DEADLINE__EXPIRED'],
    ['a quote that is too old', { quoteAgeMs: 5_001 }, 'QUOTE__STALE'],
  ])('forbids a signature for %s', (_case, changes, code) => {
    expect(signRefusal({ ...FACTS, ...changes })?.code).toBe(code);
  });
});
