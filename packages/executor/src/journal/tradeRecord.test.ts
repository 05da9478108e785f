import * as fc from 'fast-check';
import { isExecutionError } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import {
  FIXTURE_NOW_MS,
  FIXTURE_REQUEST,
  fixtureAttempt,
  fixtureDenied,
  fixtureEvents,
  fixtureReceived,
} from '../testing/journalFixtures.ts';
import { legalEvents } from '../testing/legalEvents.ts';
import { isLive } from './attemptMachine.ts';
import type { AttemptPlan, JournalledEvent, TradeEvent } from './tradeEvents.ts';
import { applyEvent, foldTrade, startTrade, type TradeRecord } from './tradeRecord.ts';

function journalled(events: readonly TradeEvent[]): JournalledEvent[] {
  return events.map((event, index) => ({
    tradeId: 'trade-1',
    version: index + 1,
    atMs: FIXTURE_NOW_MS + index,
    event,
  }));
}

function fold(...events: readonly TradeEvent[]): TradeRecord {
  const trade = foldTrade(journalled([fixtureReceived(), ...events]));
  if (trade === undefined) throw new Error('there is no trade');
  return trade;
}

function eventNamed(name: TradeEvent['name'], number = 1): TradeEvent {
  const found = fixtureEvents(number).find((event) => event.name === name);
  if (found === undefined) throw new Error(`no event ${name}`);
  return found;
}

const ADMITTED = eventNamed('TradeAdmitted');
const SIGNED = eventNamed('AttemptSigned');
const SIGNATURE = 'signature-1';

describe('foldTrade', () => {
  it('begins with the request and nothing else', () => {
    expect(fold()).toEqual({
      tradeId: 'trade-1',
      version: 1,
      key: 'key-1',
      keyDerived: false,
      mode: 'live',
      wallet: fixtureReceived().wallet,
      request: FIXTURE_REQUEST,
      fingerprint: fixtureReceived().fingerprint,
      status: 'received',
      createdAtMs: FIXTURE_NOW_MS,
      updatedAtMs: FIXTURE_NOW_MS,
      deadlineAtMs: FIXTURE_NOW_MS + 90_000,
      cancelRequested: false,
      attempts: [],
    });
  });

  it('knows no trade without events', () => {
    expect(foldTrade([])).toBeUndefined();
  });

  it('refuses a trade that begins in the middle', () => {
    expect(() => foldTrade(journalled([ADMITTED]))).toThrow(
      expect.objectContaining({ code: 'INVARIANT__VIOLATED' }),
    );
  });

  it('keeps the first lane that acknowledged', () => {
    const later = { ...eventNamed('LaneAcknowledged'), lane: 'jito' } as TradeEvent;
    const trade = fold(ADMITTED, SIGNED, eventNamed('LaneAcknowledged'), later);
    expect(trade.attempts).toEqual([{ ...fixtureAttempt(), status: 'submitted', lane: 'rpc' }]);
  });

  it('keeps what a revert cost', () => {
    const trade = fold(ADMITTED, SIGNED, eventNamed('AttemptReverted'));
    expect(trade).toMatchObject({
      status: 'admitted',
      attempts: [{ status: 'reverted', revertFeeLamports: '6000' }],
    });
  });

  it('remembers a wish to cancel without touching the live attempt', () => {
    const trade = fold(ADMITTED, SIGNED, eventNamed('CancelRequested'));
    expect(trade).toMatchObject({
      status: 'executing',
      cancelRequested: true,
      attempts: [{ status: 'signed' }],
    });
  });

  it('moves the attempt that the event names and no other', () => {
    const trade = fold(
      ADMITTED,
      SIGNED,
      eventNamed('AttemptExpired'),
      eventNamed('AttemptSigned', 2),
      eventNamed('SeenOnChain', 2),
    );
    expect(trade.attempts.map(({ status }) => status)).toEqual(['expired', 'landed']);
  });

  it('refuses an event about a signature the trade never made', () => {
    expect(() => fold(ADMITTED, SIGNED, eventNamed('LaneAcknowledged', 2))).toThrow(
      expect.objectContaining({
        code: 'INVARIANT__VIOLATED',
        context: {
          id: 'INV-08',
          detail: 'LaneAcknowledged names signature-2, which trade trade-1 never signed',
        },
      }),
    );
  });

  it.each(['TradeDenied', 'TradeRehearsed'] as const)(
    'refuses %s once something was signed, however dead it is',
    (name) => {
      const dead = [ADMITTED, SIGNED, eventNamed('AttemptExpired')];
      expect(fold(...dead).status).toBe('admitted');
      expect(() => fold(...dead, eventNamed(name))).toThrow(
        expect.objectContaining({ code: 'INVARIANT__VIOLATED' }),
      );
    },
  );

  it('refuses a signature on a rehearsal', () => {
    const events = journalled([fixtureReceived({ mode: 'dry' }), ADMITTED, SIGNED]);
    expect(() => foldTrade(events)).toThrow(
      expect.objectContaining({ code: 'INVARIANT__VIOLATED' }),
    );
  });

  it('takes a fill and its answer together, and remembers that a success was answered', () => {
    const trade = fold(ADMITTED, SIGNED, eventNamed('AttemptConfirmed'), eventNamed('FillRead'));
    expect(trade).toMatchObject({
      status: 'settling',
      fill: { signature: SIGNATURE },
      result: { success: true },
      successAnswered: true,
    });
  });

  it('answers no success any more once the landing is rolled back, and never signs again', () => {
    const confirmed = [ADMITTED, SIGNED, eventNamed('AttemptConfirmed'), eventNamed('FillRead')];
    const trade = fold(...confirmed, eventNamed('AttemptRolledBack'));
    expect(trade).toMatchObject({ status: 'executing', successAnswered: true });
    expect(trade).not.toHaveProperty('result');
    expect(trade).not.toHaveProperty('fill');
    expect(trade.attempts[0]).not.toHaveProperty('landedSlot');
    const dead = [...confirmed, eventNamed('AttemptRolledBack'), eventNamed('AttemptExpired')];
    expect(fold(...dead)).toMatchObject({ status: 'admitted', successAnswered: true });
    expect(() => fold(...dead, eventNamed('AttemptSigned', 2))).toThrow('answered as a success');
  });

  it('keeps why a death cannot be proven until the attempt is seen after all', () => {
    const lost = [ADMITTED, SIGNED, eventNamed('ExpiryUnprovable')];
    expect(fold(...lost).attempts).toMatchObject([{ unprovable: 'the history is gone' }]);
    const seen = fold(...lost, eventNamed('SeenOnChain'));
    expect(seen.attempts).toMatchObject([{ status: 'landed', landedSlot: '1010' }]);
    expect(seen.attempts[0]).not.toHaveProperty('unprovable');
  });

  it.each<[string, Partial<AttemptPlan>]>([
    ['another input', { amountIn: '100000001' }],
    ['less than the first would have taken', { minimumOut: '1979' }],
  ])('refuses a further attempt with %s', (_case, change) => {
    const attempt = { ...fixtureAttempt(2), ...change };
    const dead = [ADMITTED, SIGNED, eventNamed('AttemptExpired')];
    expect(fold(...dead, eventNamed('AttemptSigned', 2)).attempts).toHaveLength(2);
    expect(() => fold(...dead, { name: 'AttemptSigned', attempt })).toThrow(
      expect.objectContaining({ code: 'INVARIANT__VIOLATED' }),
    );
  });

  it('refuses a further attempt once a cancel was asked for', () => {
    const dead = [ADMITTED, SIGNED, eventNamed('CancelRequested'), eventNamed('AttemptExpired')];
    expect(() => fold(...dead, eventNamed('AttemptSigned', 2))).toThrow('is to be cancelled');
  });

  it('ends with what a person decided', () => {
    const open = [ADMITTED, SIGNED, eventNamed('ExpiryUnprovable')];
    expect(fold(...open, eventNamed('TradeResolved'))).toMatchObject({
      status: 'resolved',
      resolution: { as: 'dead', signature: SIGNATURE, by: 'ops' },
      result: { success: false },
    });
  });
});

describe('a reopened trade', () => {
  const request = { ...FIXTURE_REQUEST, priorityFee: 7, lanePolicy: 'jito-only' } as const;
  const reopened = { name: 'TradeReopened', request, deadlineAtMs: 5 } as const;

  it('takes the request and the deadline of the repeat', () => {
    expect(fold(fixtureDenied(), reopened)).toMatchObject({
      status: 'received',
      deadlineAtMs: 5,
      request,
      fingerprint: fixtureReceived().fingerprint,
    });
  });

  it('forgets the refusal, so that it is never the answer of a confirmed trade', () => {
    const trade = fold(fixtureDenied(), reopened, ADMITTED, SIGNED, eventNamed('AttemptConfirmed'));
    expect(trade.status).toBe('settling');
    expect(trade).not.toHaveProperty('result');
    expect(trade).not.toHaveProperty('errorCode');
  });
});

describe('applyEvent', () => {
  it('leaves the record it is given alone', () => {
    const trade = fold(ADMITTED, SIGNED);
    const before = structuredClone(trade);
    applyEvent(trade, {
      tradeId: 'trade-1',
      version: 4,
      atMs: 1,
      event: eventNamed('LaneAcknowledged'),
    });
    expect(trade).toEqual(before);
  });

  it('for all legal sequences, every prefix folds to a valid record', () => {
    fc.assert(
      fc.property(legalEvents(), (events) => {
        let trade = startTrade(
          { tradeId: 'trade-1', version: 1, atMs: FIXTURE_NOW_MS, event: fixtureReceived() },
          fixtureReceived(),
        );
        const all = journalled([fixtureReceived(), ...events]);
        for (const [index, event] of all.slice(1).entries()) {
          trade = applyEvent(trade, event);
          expect(foldTrade(all.slice(0, index + 2))).toEqual(trade);
          expect(trade.version).toBe(index + 2);
          expectValid(trade);
        }
      }),
    );
  });

  it('for all sequences of any events, refuses or stays valid', () => {
    const any = fc.array(fc.constantFrom(...fixtureEvents(1), ...fixtureEvents(2)), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(any, fc.constantFrom('AttemptSigned', 'AttemptPrepared'), (events, name) => {
        try {
          const first = eventNamed(name);
          const trade = foldTrade(journalled([fixtureReceived(), ADMITTED, first, ...events]));
          if (trade !== undefined) expectValid(trade);
        } catch (cause) {
          if (!isExecutionError(cause)) throw cause;
          expect(cause.code).toMatch(/^INVARIANT__/u);
        }
      }),
    );
  });
});

/** What must hold of a trade at any time. */
function expectValid(trade: TradeRecord): void {
  const all = [...trade.attempts, ...(trade.prepared ?? [])];
  const live = all.filter((attempt) => isLive(attempt.status));
  expect(new Set(all.map(({ number }) => number)).size).toBe(all.length);
  expect(live.length).toBeLessThanOrEqual(1);
  if (trade.status === 'received' || trade.status === 'denied') {
    expect(trade.attempts).toEqual([]);
  }
  if (trade.status === 'executing') expect(live).toHaveLength(1);
  if (trade.status === 'settling') {
    expect(live.map(({ status }) => status)).toEqual(['confirmed']);
  }
  if (trade.status === 'cancelled' || trade.status === 'failed') expect(live).toEqual([]);
}
