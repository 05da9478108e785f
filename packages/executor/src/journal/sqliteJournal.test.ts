import * as fc from 'fast-check';
import { fingerprintText } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import {
  admitFixture,
  appendFixture,
  FIXTURE_NOW_MS,
  FIXTURE_REQUEST,
  FIXTURE_WALLET,
  fixtureClaim,
  fixtureDenied,
  fixtureEvents,
  fixtureReceived,
} from '../testing/journalFixtures.ts';
import { legalEvents } from '../testing/legalEvents.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import type { Journal } from './journal.ts';
import type { TradeEvent } from './tradeEvents.ts';
import { foldTrade, type TradeRecord } from './tradeRecord.ts';

function claimed(journal: Journal, tradeId: string, ...rest: ClaimRest): TradeRecord {
  const outcome = admitFixture(journal, fixtureClaim(tradeId, ...rest));
  if (outcome.kind !== 'claimed') throw new Error(outcome.kind);
  return outcome.trade;
}

type ClaimRest = Parameters<typeof fixtureClaim> extends [string, ...infer Rest] ? Rest : never;

function appended(journal: Journal, trade: TradeRecord, ...events: TradeEvent[]): TradeRecord {
  const outcome = appendFixture(journal, trade, events);
  if (outcome.kind !== 'ok') throw new Error(outcome.kind);
  return outcome.trade;
}

const LIVE = { wallet: FIXTURE_WALLET, mode: 'live' } as const;

function eventNamed(name: TradeEvent['name']): TradeEvent {
  const found = fixtureEvents().find((event) => event.name === name);
  if (found === undefined) throw new Error(`no event ${name}`);
  return found;
}

describe('claim', () => {
  it('takes a key once and answers with the trade it names ever after', async () => {
    const { journal } = await openTestJournal();
    const trade = claimed(journal, 'trade-1');
    expect(trade).toMatchObject({ version: 2, status: 'admitted', createdAtMs: FIXTURE_NOW_MS });
    const again = admitFixture(journal, {
      ...fixtureClaim('trade-2'),
      decide: () => {
        throw new Error('gates are not asked about a key that is taken');
      },
    });
    expect(again).toEqual({ kind: 'exists', trade });
    expect(journal.history('trade-2')).toBeUndefined();
  });

  it('keeps live and dry keys apart', async () => {
    const { journal } = await openTestJournal();
    const live = claimed(journal, 'trade-1');
    const dry = claimed(journal, 'trade-2', { mode: 'dry' });
    expect(journal.findByKey('key-1', 'live')).toEqual(live);
    expect(journal.findByKey('key-1', 'dry')).toEqual(dry);
  });

  it('tells the gates how many trades of the mode are open', async () => {
    const { journal } = await openTestJournal();
    claimed(journal, 'trade-1', { key: 'a' });
    claimed(journal, 'trade-2', { key: 'b' }, fixtureDenied());
    claimed(journal, 'trade-3', { key: 'c', mode: 'dry' });
    const seen: number[] = [];
    admitFixture(journal, {
      ...fixtureClaim('trade-4', { key: 'd' }),
      decide: ({ openTrades }) => {
        seen.push(openTrades);
        return { name: 'TradeAdmitted' };
      },
    });
    expect(seen).toEqual([1]);
    expect(journal.countOpen(LIVE)).toBe(2);
    expect(journal.countOpen({ ...LIVE, mode: 'dry' })).toBe(1);
  });

  it('leaves nothing behind when the gates throw', async () => {
    const { journal } = await openTestJournal();
    const claim = {
      ...fixtureClaim('trade-1'),
      decide: () => {
        throw new Error('a gate broke');
      },
    };
    expect(() => admitFixture(journal, claim)).toThrow(/a gate broke/u);
    expect(journal.findByKey('key-1', 'live')).toBeUndefined();
    expect(journal.history('trade-1')).toBeUndefined();
    expect(claimed(journal, 'trade-1').version).toBe(2);
  });

  it('leaves nothing behind when the decision is impossible', async () => {
    const { journal } = await openTestJournal();
    const claim = fixtureClaim('trade-1', {}, eventNamed('FillRecorded'));
    expect(() => admitFixture(journal, claim)).toThrow(
      expect.objectContaining({ code: 'INVARIANT__TRANSITION_ILLEGAL' }),
    );
    expect(journal.findByKey('key-1', 'live')).toBeUndefined();
  });

  it('writes nothing more once a commit has failed, even if the disk recovers', async () => {
    const { journal, databases } = await openTestJournal();
    const before = claimed(journal, 'trade-1');
    await journal.durable();
    databases.at(-1)?.exec('PRAGMA query_only = 1');
    const unavailable = expect.objectContaining({ code: 'JOURNAL__UNAVAILABLE' });
    const next = fixtureClaim('trade-2', { key: 'key-2' });
    expect(() => admitFixture(journal, next)).toThrow(unavailable);
    databases.at(-1)?.exec('PRAGMA query_only = 0');
    expect(() => admitFixture(journal, next)).toThrow(unavailable);
    expect(() => appendFixture(journal, before, [{ name: 'CancelRequested' }])).toThrow(
      unavailable,
    );
    expect(journal.findByKey('key-1', 'live')).toEqual(before);
  });

  it('lets the database refuse two trades of one key', async () => {
    const { journal, databases } = await openTestJournal();
    claimed(journal, 'trade-1');
    const statement = databases.at(-1)?.prepare(
      `INSERT INTO trades SELECT 'trade-2', mode, key, fingerprint, is_open, version,
       created_at_ms, updated_at_ms, record, head, wallet, may_move, status FROM trades`,
    );
    expect(() => statement?.run()).toThrow(/UNIQUE constraint failed: trades.mode, trades.key/u);
  });
});

describe('append', () => {
  it('moves the trade on and keeps every event', async () => {
    const { journal, clock } = await openTestJournal();
    const trade = claimed(journal, 'trade-1');
    clock.nowMs += 5;
    const moved = appended(journal, trade, eventNamed('AttemptSigned'), eventNamed('SeenOnChain'));
    expect(moved).toMatchObject({ version: 4, status: 'executing', updatedAtMs: clock.nowMs });
    const history = journal.history('trade-1');
    expect(history?.trade).toEqual(moved);
    expect(history?.events.map(({ version, event }) => `${version} ${event.name}`)).toEqual([
      '1 TradeReceived',
      '2 TradeAdmitted',
      '3 AttemptSigned',
      '4 SeenOnChain',
    ]);
  });

  it('is stale when somebody wrote since, and writes nothing', async () => {
    const { journal } = await openTestJournal();
    const trade = claimed(journal, 'trade-1');
    const moved = appended(journal, trade, eventNamed('AttemptSigned'));
    expect(appendFixture(journal, trade, [eventNamed('TradeCancelled')])).toEqual({
      kind: 'stale',
    });
    expect(journal.history('trade-1')?.trade).toEqual(moved);
  });

  it('is stale for a trade the journal does not have', async () => {
    const { journal } = await openTestJournal();
    const trade = claimed(journal, 'trade-1');
    expect(appendFixture(journal, { ...trade, tradeId: 'trade-2' }, [])).toEqual({ kind: 'stale' });
  });

  it('keeps none of its events when one is impossible', async () => {
    const { journal } = await openTestJournal();
    const trade = claimed(journal, 'trade-1');
    const events = [eventNamed('AttemptSigned'), eventNamed('TradeDenied')];
    expect(() => appendFixture(journal, trade, events)).toThrow(
      expect.objectContaining({ code: 'INVARIANT__VIOLATED' }),
    );
    expect(journal.history('trade-1')?.trade).toEqual(trade);
    expect(journal.history('trade-1')?.events).toHaveLength(2);
    expect(appended(journal, trade, eventNamed('AttemptSigned')).version).toBe(3);
  });

  it('for all legal sequences, the projection is the fold of the events', async () => {
    const { journal } = await openTestJournal();
    let trades = 0;
    fc.assert(
      fc.property(legalEvents(), (events) => {
        trades += 1;
        const tradeId = `trade-${trades}`;
        const [decision, ...rest] = events;
        if (decision === undefined) return;
        let trade = claimed(journal, tradeId, { key: tradeId }, decision);
        for (const event of rest) trade = appended(journal, trade, event);
        const history = journal.history(tradeId);
        expect(history?.trade).toEqual(trade);
        expect(foldTrade(history?.events ?? [])).toEqual(trade);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the second owner', () => {
  it('fences the first, which writes nothing any more', async () => {
    const first = await openTestJournal();
    const trade = claimed(first.journal, 'trade-1');
    await first.journal.durable();
    // The lock is lost without the owner knowing, as when the file system drops it.
    first.databases[0]?.exec('ROLLBACK');
    const second = await openTestJournal(first.directory);
    expect(appendFixture(first.journal, trade, [eventNamed('AttemptSigned')])).toEqual({
      kind: 'fenced',
    });
    expect(admitFixture(first.journal, fixtureClaim('trade-2', { key: 'k' }))).toEqual({
      kind: 'fenced',
    });
    expect(second.journal.history('trade-1')?.trade).toEqual(trade);
    expect(appended(second.journal, trade, eventNamed('AttemptSigned')).version).toBe(3);
  });

  it('shuts out who holds an older lease of the wallet', async () => {
    const first = await openTestJournal();
    const trade = claimed(first.journal, 'trade-1');
    first.journal.close();
    const { journal } = await openTestJournal(first.directory);
    expect(journal.lease(FIXTURE_WALLET)).toEqual({ kind: 'leased', epoch: 2 });
    expect(journal.lease(FIXTURE_WALLET)).toEqual({ kind: 'leased', epoch: 2 });
    expect(journal.lease('another wallet')).toEqual({ kind: 'leased', epoch: 1 });
    const events = [eventNamed('AttemptSigned')];
    const late = { tradeId: 'trade-1', expectedVersion: 2, leaseEpoch: 1, events };
    expect(journal.append(late)).toEqual({ kind: 'fenced' });
    expect(journal.admit({ ...fixtureClaim('trade-2', { key: 'k' }), leaseEpoch: 1 })).toEqual({
      kind: 'fenced',
    });
    expect(journal.history('trade-1')?.trade).toEqual(trade);
    expect(journal.append({ ...late, leaseEpoch: 2 }).kind).toBe('ok');
  });

  it('is kept out while the first holds the lock', async () => {
    const { directory } = await openTestJournal();
    await expect(openTestJournal(directory)).rejects.toMatchObject({ code: 'JOURNAL__LOCKED' });
  });

  it('goes on where the first one ended', async () => {
    const first = await openTestJournal();
    const trade = claimed(first.journal, 'trade-1');
    first.journal.close();
    const { journal } = await openTestJournal(first.directory);
    expect(journal.openTrades()).toEqual([trade]);
    expect(appended(journal, trade, eventNamed('AttemptSigned')).status).toBe('executing');
  });
});

describe('findByFingerprint', () => {
  const query = (endedSinceMs: number) => ({
    fingerprintText: fingerprintText(fixtureReceived().fingerprint),
    mode: 'live' as const,
    endedSinceMs,
  });

  it('finds an open trade however old, before one that ended just now', async () => {
    const { journal, clock } = await openTestJournal();
    claimed(journal, 'old', { key: 'old' });
    clock.nowMs += 1_000_000;
    claimed(journal, 'ended', { key: 'ended' }, fixtureDenied());
    expect(journal.findByFingerprint(query(clock.nowMs))?.tradeId).toBe('old');
  });

  it('finds the trade that ended last, inside the window only', async () => {
    const { journal, clock } = await openTestJournal();
    claimed(journal, 'first', { key: 'first' }, fixtureDenied());
    clock.nowMs += 10;
    claimed(journal, 'second', { key: 'second' }, fixtureDenied());
    expect(journal.findByFingerprint(query(clock.nowMs - 10))?.tradeId).toBe('second');
    expect(journal.findByFingerprint(query(clock.nowMs))?.tradeId).toBe('second');
    expect(journal.findByFingerprint(query(clock.nowMs + 1))).toBeUndefined();
  });

  it('counts the window from the end of the trade, not from its beginning', async () => {
    const { journal, clock } = await openTestJournal();
    const trade = claimed(journal, 'trade-1');
    clock.nowMs += 500;
    appended(journal, trade, eventNamed('TradeCancelled'));
    expect(journal.findByFingerprint(query(clock.nowMs))?.tradeId).toBe('trade-1');
  });

  it('keeps other requests and the other mode out', async () => {
    const { journal } = await openTestJournal();
    claimed(journal, 'dry', { mode: 'dry' });
    claimed(journal, 'more', { key: 'k', request: { ...FIXTURE_REQUEST, strategyId: 's' } });
    expect(journal.findByFingerprint(query(0))).toBeUndefined();
  });
});

describe('list', () => {
  it('has the newest first and at most as many as asked for', async () => {
    const { journal, clock } = await openTestJournal();
    for (const tradeId of ['a', 'b', 'c', 'd']) {
      claimed(journal, tradeId, { key: tradeId });
      if (tradeId !== 'b') clock.nowMs += 1;
    }
    const ids = (limit: number) => journal.list({ limit }).map((trade) => trade.tradeId);
    expect(ids(10)).toEqual(['d', 'c', 'b', 'a']);
    expect(ids(2)).toEqual(['d', 'c']);
    expect(journal.openTrades().map((trade) => trade.tradeId)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('leaves ended trades out of the open ones', async () => {
    const { journal } = await openTestJournal();
    claimed(journal, 'a', { key: 'a' }, fixtureDenied());
    const trade = claimed(journal, 'b', { key: 'b' });
    appended(journal, trade, eventNamed('TradeCancelled'));
    expect(journal.openTrades()).toEqual([]);
    expect(journal.countOpen(LIVE)).toBe(0);
  });
});

describe('bind', () => {
  it('ties the journal to one wallet for good', async () => {
    const first = await openTestJournal();
    first.journal.bind('wallet', 'A');
    first.journal.bind('wallet', 'A');
    first.journal.close();
    const { journal, path } = await openTestJournal(first.directory);
    journal.bind('wallet', 'A');
    expect(() => {
      journal.bind('wallet', 'B');
    }).toThrow(
      expect.objectContaining({
        code: 'JOURNAL__WRONG_OWNER',
        context: { path, field: 'wallet', stored: 'A', found: 'B' },
      }),
    );
  });
});
