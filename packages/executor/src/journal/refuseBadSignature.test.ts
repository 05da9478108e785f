import { describe, expect, it } from 'vitest';

import {
  FIXTURE_NOW_MS,
  fixtureAttempt,
  fixtureEvents,
  fixturePrepared,
  fixtureReceived,
} from '../testing/journalFixtures.ts';
import type { AttemptPlan, JournalledEvent, TradeEvent } from './tradeEvents.ts';
import {
  attemptsMade,
  firstAttempt,
  foldTrade,
  isOnItsWay,
  lastAttempt,
  livePrepared,
  type TradeRecord,
} from './tradeRecord.ts';

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

describe('an attempt of a remote signer', () => {
  const PREPARED = eventNamed('AttemptPrepared');
  const FAILED = eventNamed('SignerFailed');

  it('is on its way from before anybody is asked', () => {
    const trade = fold(ADMITTED, PREPARED);
    expect(trade).toMatchObject({ status: 'executing', attempts: [] });
    expect(trade.prepared).toEqual([{ ...fixturePrepared(), status: 'prepared' }]);
    expect(isOnItsWay(trade)).toBe(true);
    expect(livePrepared(trade)?.number).toBe(1);
  });

  it('is an attempt of the same number once it is signed', () => {
    const trade = fold(ADMITTED, PREPARED, FAILED, SIGNED);
    expect(trade).toMatchObject({ status: 'executing', prepared: [] });
    expect(trade.attempts).toEqual([{ ...fixtureAttempt(), status: 'signed' }]);
    expect(attemptsMade(trade)).toBe(1);
  });

  it('keeps what the signer came to, and why nobody can prove its death', () => {
    expect(fold(ADMITTED, PREPARED, FAILED, eventNamed('PreparedUnprovable'))).toMatchObject({
      prepared: [
        {
          status: 'prepared',
          signerCode: 'SIGN__TIMED_OUT',
          signerReason: 'it did not answer',
          unprovable: 'the history is gone',
        },
      ],
    });
  });

  it('lets another attempt be made once it is dead, and counts', () => {
    const trade = fold(ADMITTED, PREPARED, eventNamed('PreparedExpired'));
    expect(trade).toMatchObject({ status: 'admitted', prepared: [{ status: 'expired' }] });
    expect(isOnItsWay(trade)).toBe(false);
    expect(attemptsMade(trade)).toBe(1);
    const next = fold(
      ADMITTED,
      PREPARED,
      eventNamed('PreparedExpired'),
      eventNamed('AttemptSigned', 2),
    );
    expect(attemptsMade(next)).toBe(2);
    expect(firstAttempt(next)).toMatchObject({ number: 1, status: 'expired' });
    expect(lastAttempt(next)).toMatchObject({ number: 2, status: 'signed' });
  });

  it('never has the number of one that is dead, signed or not', () => {
    const dead = [ADMITTED, PREPARED, eventNamed('PreparedExpired')];
    const signed = [ADMITTED, SIGNED, eventNamed('AttemptExpired')];
    const other = { ...fixtureAttempt(2), number: 1 };
    for (const before of [dead, signed]) {
      for (const event of [PREPARED, { name: 'AttemptSigned', attempt: other } as const]) {
        expect(() => fold(...before, event)).toThrow('has made attempt 1 before');
      }
    }
  });

  it('is begun by nobody while another is on its way, signed or not', () => {
    const second = { name: 'AttemptSigned', attempt: fixtureAttempt(2) } as const;
    expect(() => fold(ADMITTED, SIGNED, second)).toThrow('has another on its way');
    expect(() => fold(ADMITTED, SIGNED, eventNamed('AttemptPrepared', 2))).toThrow(
      expect.objectContaining({ code: 'INVARIANT__TRANSITION_ILLEGAL' }),
    );
    expect(() => fold(ADMITTED, PREPARED, second)).toThrow('has prepared attempt 1, not 2');
    expect(() => fold(ADMITTED, PREPARED, eventNamed('AttemptPrepared', 2))).toThrow(
      expect.objectContaining({ code: 'INVARIANT__TRANSITION_ILLEGAL' }),
    );
  });

  it.each(['TradeDenied', 'TradeRehearsed'] as const)('knows no %s after it', (name) => {
    const dead = [ADMITTED, PREPARED, eventNamed('PreparedExpired')];
    expect(() => fold(...dead, eventNamed(name))).toThrow('which was signed');
  });

  it('is never prepared for a rehearsal', () => {
    const events = journalled([fixtureReceived({ mode: 'dry' }), ADMITTED, PREPARED]);
    expect(() => foldTrade(events)).toThrow('which is a rehearsal');
  });

  it('holds a signature of other bytes for a defect', () => {
    const wire = Buffer.from(fixtureAttempt().wireBase64, 'base64');
    const changed = [
      Buffer.concat([wire.subarray(0, -1), Buffer.of((wire.at(-1) ?? 0) ^ 1)]),
      wire.subarray(0, -1),
      Buffer.concat([wire, Buffer.of(0)]),
    ];
    for (const bytes of changed) {
      const attempt = { ...fixtureAttempt(), wireBase64: bytes.toString('base64') };
      expect(() => fold(ADMITTED, PREPARED, { name: 'AttemptSigned', attempt })).toThrow(
        'has prepared another message',
      );
    }
  });

  it('may be found signed after a cancel was asked for, and is not to be sent then', () => {
    const cancel = eventNamed('CancelRequested');
    expect(() => fold(ADMITTED, PREPARED, cancel, SIGNED)).toThrow('is to be cancelled');
    const found = { name: 'AttemptSigned', attempt: fixtureAttempt(), found: true } as const;
    expect(() => fold(ADMITTED, found)).toThrow('prepared nothing that could be found');
    expect(fold(ADMITTED, PREPARED, cancel, found)).toMatchObject({
      status: 'executing',
      cancelRequested: true,
      attempts: [{ status: 'signed' }],
    });
  });

  it.each<[string, Partial<AttemptPlan>]>([
    ['another input', { amountIn: '100000001' }],
    ['less than the first would have taken', { minimumOut: '1979' }],
  ])('fixes for all that follow: not %s', (_case, change) => {
    const dead = [ADMITTED, PREPARED, eventNamed('PreparedExpired')];
    const second = { ...fixturePrepared(2), ...change };
    expect(() => fold(...dead, { name: 'AttemptPrepared', attempt: second })).toThrow('which');
    const signed = { ...fixtureAttempt(2), ...change };
    expect(() => fold(...dead, { name: 'AttemptSigned', attempt: signed })).toThrow('which');
  });

  it.each(['SignerFailed', 'PreparedUnprovable', 'PreparedExpired'] as const)(
    'has no %s about what was not prepared',
    (name) => {
      for (const events of [
        [ADMITTED, SIGNED],
        [ADMITTED, eventNamed('AttemptPrepared', 2)],
      ]) {
        expect(() => fold(...events, eventNamed(name))).toThrow('has not prepared');
      }
    },
  );
});
