import { TRADE_STATUSES, type TradeStatus } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { fixtureEvents } from '../testing/journalFixtures.ts';
import {
  applyTradeEvent,
  isTerminal,
  mayMove,
  nextTradeStatus,
  TRADE_TRANSITIONS,
} from './tradeMachine.ts';

/** The table of STYLE.md 5.1 and DESIGN.md section 4, written down a second time. */
const ALLOWED: ReadonlySet<string> = new Set([
  'received TradeDenied denied',
  'received TradeAdmitted admitted',
  'received TradeCancelled cancelled',
  'denied TradeReopened received',
  'admitted TradeDenied denied',
  'admitted TradeCancelled cancelled',
  'admitted TradeFailed failed',
  'admitted TradeRehearsed filled',
  'admitted AttemptSigned executing',
  'admitted AttemptPrepared executing',
  'admitted ConflictObserved conflicted',
  'executing AttemptSigned executing',
  'executing SignerFailed executing',
  'executing PreparedUnprovable executing',
  'executing PreparedExpired admitted',
  'executing CancelRequested executing',
  'executing LaneAcknowledged executing',
  'executing SubmissionAmbiguous executing',
  'executing SeenOnChain executing',
  'executing ExpiryUnprovable executing',
  'executing AttemptExpired admitted',
  'executing AttemptReverted admitted',
  'executing AttemptRolledBack executing',
  'executing AttemptConfirmed settling',
  'executing ConflictObserved conflicted',
  'executing TradeResolved resolved',
  'settling CancelRequested settling',
  'settling LaneAcknowledged settling',
  'settling SubmissionAmbiguous settling',
  'settling SeenOnChain settling',
  'settling FillRead settling',
  'settling FillRecorded filled',
  'settling ExpiryUnprovable settling',
  'settling AttemptRolledBack executing',
  'settling ConflictObserved conflicted',
  'settling TradeResolved resolved',
  'filled ConflictObserved conflicted',
  'failed ConflictObserved conflicted',
  'cancelled ConflictObserved conflicted',
  'conflicted TradeResolved resolved',
  'resolved ConflictObserved conflicted',
]);

const EVENT_NAMES = ['TradeReceived', ...fixtureEvents().map((event) => event.name)];

const PAIRS = TRADE_STATUSES.flatMap((status) =>
  EVENT_NAMES.map((event): [TradeStatus, string] => [status, event]),
);

describe('TRADE_TRANSITIONS', () => {
  it.each(PAIRS)('in %s, %s goes where the table says or nowhere', (status, event) => {
    const rows = [...ALLOWED].filter((row) => row.startsWith(`${status} ${event} `));
    const next = nextTradeStatus(status, event);
    if (rows.length === 0) {
      expect(next).toBeUndefined();
      expect(() => applyTradeEvent(status, event)).toThrow(
        expect.objectContaining({
          code: 'INVARIANT__TRANSITION_ILLEGAL',
          context: { machine: 'trade', state: status, event },
        }),
      );
    } else {
      expect(rows).toEqual([`${status} ${event} ${next}`]);
      expect(applyTradeEvent(status, event)).toBe(next);
    }
  });

  it('has no row that is not in the written table', () => {
    const rows = Object.entries(TRADE_TRANSITIONS).flatMap(([status, events]) =>
      Object.entries(events).map(([event, next]) => `${status} ${event} ${next}`),
    );
    expect(new Set(rows)).toEqual(ALLOWED);
  });

  it('begins an attempt from nowhere but admitted, and signs what it began', () => {
    const signing = TRADE_STATUSES.filter((status) => nextTradeStatus(status, 'AttemptSigned'));
    expect(signing).toEqual(['admitted', 'executing']);
    const preparing = TRADE_STATUSES.filter((status) => nextTradeStatus(status, 'AttemptPrepared'));
    expect(preparing).toEqual(['admitted']);
  });

  it.each(['toString', '__proto__', 'constructor', ''])('has no row for the name %o', (event) => {
    for (const status of TRADE_STATUSES) {
      expect(nextTradeStatus(status, event)).toBeUndefined();
    }
  });
});

describe('isTerminal', () => {
  it('keeps open whatever may still change the chain', () => {
    expect(TRADE_STATUSES.filter((status) => !isTerminal(status))).toEqual([
      'received',
      'admitted',
      'executing',
      'settling',
    ]);
  });
});

describe('mayMove', () => {
  it('holds of what is open and does not merely await finality', () => {
    expect(TRADE_STATUSES.filter(mayMove)).toEqual(['received', 'admitted', 'executing']);
  });
});
