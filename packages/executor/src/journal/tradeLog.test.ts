import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import {
  admitFixture,
  appendFixture,
  FIXTURE_NOW_MS,
  FIXTURE_REQUEST,
  fixtureAttempt,
  fixtureClaim,
  fixtureDenied,
  fixtureEvents,
  fixtureFill,
  fixtureReceived,
} from '../testing/journalFixtures.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import type { AppendOutcome, Journal } from './journal.ts';
import type { TradeEvent } from './tradeEvents.ts';
import { createTradeLog } from './tradeLog.ts';
import { foldTrade, type TradeRecord } from './tradeRecord.ts';

const SIGNED: TradeEvent = { name: 'AttemptSigned', attempt: fixtureAttempt() };
const FILL_READ: TradeEvent = {
  name: 'FillRead',
  fill: fixtureFill(),
  result: { success: true },
};

function tradeAfter(tradeId: string, ...events: readonly TradeEvent[]): TradeRecord {
  const all = [fixtureReceived({ key: tradeId }), ...events];
  const trade = foldTrade(
    all.map((event, index) => ({ tradeId, version: index + 1, atMs: FIXTURE_NOW_MS, event })),
  );
  if (trade === undefined) throw new Error('there is no trade');
  return trade;
}

function eventNamed(name: TradeEvent['name']): TradeEvent {
  const found = fixtureEvents().find((event) => event.name === name);
  if (found === undefined) throw new Error(`no event ${name}`);
  return found;
}

/** A log over a journal that has one admitted trade, or answers as told. */
async function setUp(outcome?: Extract<AppendOutcome, { kind: 'stale' | 'fenced' }>) {
  const observed: string[] = [];
  const { journal: opened } = await openTestJournal();
  const admitted = admitFixture(opened, fixtureClaim('t'));
  if (admitted.kind !== 'claimed') throw new Error(admitted.kind);
  await opened.durable();
  let isHeld = false;
  const gate = Promise.withResolvers<void>();
  const journal: Journal = {
    ...opened,
    append: (append) => outcome ?? opened.append(append),
    durable: async () => {
      if (isHeld) await gate.promise;
      return opened.durable();
    },
  };
  const log = createTradeLog(journal, (before, after) => {
    observed.push(`${before.status} ${after.status}`);
  });
  const holdDisk = (): void => {
    isHeld = true;
  };
  return { log, journal, observed, trade: admitted.trade, holdDisk, gate };
}

/** Whether a promise is still open once everything that can run has run. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let pending = true;
  const settled = (): void => {
    pending = false;
  };
  promise.then(settled, settled);
  await createFakePlatform().settle();
  return pending;
}

describe('createTradeLog', () => {
  it('answers once amounts are known, and not at the mere confirmation', async () => {
    const { log, observed, trade } = await setUp();
    log.adopt(trade);
    const answer = log.answered('t');
    log.record('t', SIGNED);
    log.record('t', eventNamed('AttemptConfirmed'));
    expect(await isPending(answer)).toBe(true);
    log.record('t', FILL_READ);
    await expect(answer).resolves.toMatchObject({ status: 'settling', result: { success: true } });
    expect(observed).toEqual(['admitted executing', 'executing settling', 'settling settling']);
  });

  it('answers only what is on disk', async () => {
    const { log, trade, holdDisk, gate } = await setUp();
    log.adopt(trade);
    const answer = log.answered('t');
    holdDisk();
    log.record('t', eventNamed('TradeCancelled'));
    const durable = log.durable();
    expect(log.current('t').status).toBe('cancelled');
    expect(await isPending(answer)).toBe(true);
    expect(await isPending(durable)).toBe(true);
    gate.resolve();
    await expect(answer).resolves.toMatchObject({ status: 'cancelled' });
  });

  it('fails whoever waits when the disk did not take the answer', async () => {
    const { log, trade, holdDisk, gate } = await setUp();
    log.adopt(trade);
    const answer = log.answered('t');
    holdDisk();
    log.record('t', eventNamed('TradeCancelled'));
    gate.reject(new Error('the disk is full'));
    await expect(answer).rejects.toThrow('the disk is full');
  });

  it('says without a wait whether there is an answer on disk', async () => {
    const { log, trade, holdDisk, gate } = await setUp();
    log.adopt(trade);
    holdDisk();
    log.record('t', eventNamed('TradeCancelled'));
    await expect(log.answeredYet('t')).resolves.toBeUndefined();
    gate.resolve();
    await log.answered('t');
    await expect(log.answeredYet('t')).resolves.toMatchObject({ status: 'cancelled' });
  });

  it('says without a wait why there is no answer to come', async () => {
    const { log, trade } = await setUp();
    log.adopt(trade);
    log.fail('t', new Error('the disk is full'));
    await expect(log.answeredYet('t')).rejects.toThrow('the disk is full');
  });

  it('answers at once for a trade that has ended', async () => {
    const { log } = await setUp();
    log.adopt(tradeAfter('t', fixtureDenied()));
    await expect(log.answered('t')).resolves.toMatchObject({ status: 'denied' });
  });

  it('never answers a reopened trade with its old refusal', async () => {
    const { log, trade, journal } = await setUp();
    log.adopt(trade);
    log.record('t', fixtureDenied());
    await log.answered('t');
    const reopened: TradeEvent = {
      name: 'TradeReopened',
      request: FIXTURE_REQUEST,
      deadlineAtMs: 9,
    };
    const outcome = appendFixture(journal, log.current('t'), [reopened, { name: 'TradeAdmitted' }]);
    if (outcome.kind !== 'ok') throw new Error(outcome.kind);
    log.adopt(outcome.trade);
    const answer = log.answered('t');
    log.record('t', SIGNED, eventNamed('AttemptConfirmed'));
    expect(await isPending(answer)).toBe(true);
    log.record('t', FILL_READ);
    await expect(answer).resolves.toMatchObject({ result: { success: true } });
  });

  it('keeps those who wait when a trade is adopted again', async () => {
    const { log, trade } = await setUp();
    log.adopt(trade);
    const answer = log.answered('t');
    log.adopt(trade);
    log.record('t', eventNamed('TradeCancelled'));
    await expect(answer).resolves.toMatchObject({ status: 'cancelled' });
  });

  it.each(['stale', 'fenced'] as const)('stops when the journal is %s', async (kind) => {
    const { log, observed, trade } = await setUp({ kind });
    log.adopt(trade);
    expect(() => log.record('t', SIGNED)).toThrow(
      expect.objectContaining({
        code: 'INVARIANT__VIOLATED',
        context: { id: 'INV-08', detail: `trade t was written by somebody else (${kind})` },
      }),
    );
    expect(log.current('t')).toEqual(trade);
    expect(observed).toEqual([]);
  });

  it('knows only what it adopted', async () => {
    const { log } = await setUp();
    expect(log.knows('t')).toBe(false);
    expect(() => log.current('nobody')).toThrow(
      expect.objectContaining({ code: 'INVARIANT__VIOLATED' }),
    );
    expect(() => log.record('t', SIGNED)).toThrow(
      expect.objectContaining({ code: 'INVARIANT__VIOLATED' }),
    );
    log.adopt(tradeAfter('t'));
    expect(log.knows('t')).toBe(true);
  });

  it('fails whoever waits with the reason', async () => {
    const { log, trade } = await setUp();
    log.adopt(trade);
    const answer = log.answered('t');
    log.fail('t', new Error('the disk is full'));
    await expect(answer).rejects.toThrow('the disk is full');
  });

  it('tells nobody of a success that is rolled back, and all of the end', async () => {
    const { log, trade } = await setUp();
    log.adopt(trade);
    log.record('t', SIGNED, eventNamed('AttemptConfirmed'), FILL_READ);
    await expect(log.answered('t')).resolves.toMatchObject({ result: { success: true } });
    log.record('t', eventNamed('AttemptRolledBack'));
    const later = log.answered('t');
    expect(await isPending(later)).toBe(true);
    log.record('t', eventNamed('AttemptExpired'), eventNamed('TradeFailed'));
    await expect(later).resolves.toMatchObject({ status: 'failed', result: { success: false } });
  });

  it('still tells how a trade ended that it has forgotten', async () => {
    const { log, trade } = await setUp();
    log.adopt(trade);
    const answer = log.answered('t');
    log.record('t', eventNamed('TradeCancelled'));
    for (let index = 0; index < 1_100; index += 1) {
      log.adopt({ ...tradeAfter('ended', fixtureDenied()), tradeId: `ended-${index}` });
    }
    expect(log.knows('t')).toBe(false);
    expect(log.current('t').status).toBe('cancelled');
    await expect(answer).resolves.toMatchObject({ status: 'cancelled' });
    log.fail('t', new Error('too late'));
  });

  it('knows whether another trade of the token is on its way', async () => {
    const { log, trade } = await setUp();
    log.adopt(trade);
    const other = tradeAfter('other', { name: 'TradeAdmitted' });
    log.adopt(other);
    expect(log.hasOtherOnItsWay(other)).toBe(false);
    log.record('t', SIGNED);
    expect(log.hasOtherOnItsWay(other)).toBe(true);
    expect(log.hasOtherOnItsWay(log.current('t'))).toBe(false);
    expect(log.hasOtherOnItsWay({ ...other, wallet: 'another' })).toBe(false);
    expect(log.settlingBeside(other)).toEqual([]);
    log.record('t', eventNamed('AttemptConfirmed'));
    expect(log.hasOtherOnItsWay(other)).toBe(false);
    expect(log.settlingBeside(other)).toEqual([log.current('t')]);
    expect(log.settlingBeside(log.current('t'))).toEqual([]);
    expect(log.settlingBeside({ ...other, wallet: 'another' })).toEqual([]);
    log.record('t', eventNamed('AttemptRolledBack'));
    expect(log.hasOtherOnItsWay(other)).toBe(true);
    expect(log.settlingBeside(other)).toEqual([]);
    log.record('t', eventNamed('AttemptExpired'));
    expect(log.hasOtherOnItsWay(other)).toBe(false);
  });

  it('forgets ended trades beyond its bound, and never an open one', async () => {
    const { log } = await setUp();
    const open = tradeAfter('open', { name: 'TradeAdmitted' });
    log.adopt(open);
    for (let index = 0; index < 1_100; index += 1) {
      log.adopt({ ...tradeAfter('ended', fixtureDenied()), tradeId: `ended-${index}` });
    }
    expect(log.knows('open')).toBe(true);
    expect(log.knows('ended-0')).toBe(false);
    expect(log.knows('ended-1099')).toBe(true);
  });
});
