import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import {
  FIXTURE_NOW_MS,
  FIXTURE_REQUEST,
  fixtureAttempt,
  fixtureDenied,
  fixtureEvents,
  fixtureFill,
  fixtureReceived,
} from '../testing/journalFixtures.ts';
import type { AppendOutcome, Journal } from './journal.ts';
import type { TradeEvent } from './tradeEvents.ts';
import { createTradeLog } from './tradeLog.ts';
import { applyEvent, foldTrade, type TradeRecord } from './tradeRecord.ts';

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

/** A log over a journal that applies what it is given, or answers as told. */
function setUp(outcome?: Extract<AppendOutcome, { kind: 'stale' | 'fenced' }>) {
  const observed: string[] = [];
  const append = (trade: TradeRecord, events: readonly TradeEvent[]): AppendOutcome => {
    if (outcome !== undefined) return outcome;
    const { tradeId } = trade;
    const moved = events.reduce(
      (before, event) =>
        applyEvent(before, { tradeId, version: before.version + 1, atMs: FIXTURE_NOW_MS, event }),
      trade,
    );
    return { kind: 'ok', trade: moved };
  };
  const log = createTradeLog({ append } as Journal, (before, after) => {
    observed.push(`${before.status} ${after.status}`);
  });
  return { log, observed };
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
    const { log, observed } = setUp();
    log.adopt(tradeAfter('t', { name: 'TradeAdmitted' }));
    const answer = log.answered('t');
    log.record('t', SIGNED);
    log.record('t', eventNamed('AttemptConfirmed'));
    expect(await isPending(answer)).toBe(true);
    log.record('t', FILL_READ);
    await expect(answer).resolves.toMatchObject({ status: 'settling', result: { success: true } });
    expect(observed).toEqual(['admitted executing', 'executing settling', 'settling settling']);
  });

  it('answers at once for a trade that has ended', async () => {
    const { log } = setUp();
    log.adopt(tradeAfter('t', fixtureDenied()));
    await expect(log.answered('t')).resolves.toMatchObject({ status: 'denied' });
  });

  it('never answers a reopened trade with its old refusal', async () => {
    const { log } = setUp();
    const denied = tradeAfter('t', fixtureDenied());
    log.adopt(denied);
    const reopened = tradeAfter(
      't',
      fixtureDenied(),
      { name: 'TradeReopened', request: FIXTURE_REQUEST, deadlineAtMs: 9 },
      { name: 'TradeAdmitted' },
    );
    log.adopt(reopened);
    const answer = log.answered('t');
    log.record('t', SIGNED, eventNamed('AttemptConfirmed'));
    expect(await isPending(answer)).toBe(true);
    log.record('t', FILL_READ);
    await expect(answer).resolves.toMatchObject({ result: { success: true } });
  });

  it('keeps those who wait when a trade is adopted again', async () => {
    const { log } = setUp();
    const trade = tradeAfter('t', { name: 'TradeAdmitted' });
    log.adopt(trade);
    const answer = log.answered('t');
    log.adopt(trade);
    log.record('t', eventNamed('TradeCancelled'));
    await expect(answer).resolves.toMatchObject({ status: 'cancelled' });
  });

  it.each(['stale', 'fenced'] as const)('stops when the journal is %s', (kind) => {
    const { log, observed } = setUp({ kind });
    const trade = tradeAfter('t', { name: 'TradeAdmitted' });
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

  it('knows only what it adopted', () => {
    const { log } = setUp();
    expect(log.knows('t')).toBe(false);
    expect(() => log.current('t')).toThrow(
      expect.objectContaining({ code: 'INVARIANT__VIOLATED' }),
    );
    log.adopt(tradeAfter('t'));
    expect(log.knows('t')).toBe(true);
  });

  it('fails whoever waits with the reason', async () => {
    const { log } = setUp();
    log.adopt(tradeAfter('t', { name: 'TradeAdmitted' }));
    const answer = log.answered('t');
    log.fail('t', new Error('the disk is full'));
    await expect(answer).rejects.toThrow('the disk is full');
  });

  it('forgets ended trades beyond its bound, and never an open one', () => {
    const { log } = setUp();
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
