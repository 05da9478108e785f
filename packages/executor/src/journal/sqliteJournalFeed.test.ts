import { describe, expect, it, onTestFinished } from 'vitest';

import { createNodePlatform } from '../platform/nodePlatform.ts';
import {
  admitFixture,
  appendFixture,
  FIXTURE_MINT,
  FIXTURE_NOW_MS,
  FIXTURE_REQUEST,
  FIXTURE_WALLET,
  fixtureAttempt,
  fixtureClaim,
  fixtureDenied,
} from '../testing/journalFixtures.ts';
import { openTestJournal, type TestJournal } from '../testing/openTestJournal.ts';
import { tamper, writeJournal } from '../testing/writtenJournal.ts';
import type { JournalFeed, TradePlace } from './journalFeed.ts';
import { openSqliteJournalFeed, SEARCHED_MAX } from './sqliteJournalFeed.ts';

const OTHER_MINT = '4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZAMdL4VZHirAn';

function openFeed({ path }: TestJournal): JournalFeed {
  const feed = openSqliteJournalFeed(path, createNodePlatform());
  onTestFinished(() => {
    feed.close();
  });
  return feed;
}

describe('the order of events', () => {
  it('has every event of every trade once, in the order of the commits', async () => {
    const written = await writeJournal();
    const feed = openFeed(written);
    const all = feed.eventsAfter(0, 1_000);
    expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, index) => index + 1));
    expect(feed.latestSequence()).toBe(all.length);
    const ofOne = all.filter(({ trade }) => trade.key === 'b').map(({ name }) => name);
    expect(ofOne).toEqual(written.journal.history('b')?.events.map(({ event }) => event.name));
    expect(all.at(-1)).toMatchObject({ name: 'FillRecorded', trade: { status: 'filled' } });
  });

  it('goes on behind any event, without a gap and without a repeat', async () => {
    const feed = openFeed(await writeJournal());
    const latest = feed.latestSequence();
    for (let sequence = 0; sequence <= latest; sequence += 1) {
      const page = feed.eventsAfter(sequence, 3).map((event) => event.sequence);
      const rest = Array.from({ length: latest - sequence }, (_, index) => sequence + 1 + index);
      expect(page).toEqual(rest.slice(0, 3));
    }
  });

  it('shows an event when it is on disk, and not before', async () => {
    const written = await openTestJournal();
    const feed = openFeed(written);
    expect(feed.latestSequence()).toBe(0);
    admitFixture(written.journal, fixtureClaim('trade-1'));
    expect(feed.eventsAfter(0, 9)).toEqual([]);
    await written.journal.durable();
    expect(feed.eventsAfter(0, 9).map(({ name }) => name)).toEqual([
      'TradeReceived',
      'TradeAdmitted',
    ]);
  });

  it('is given to events that an older version wrote, by their time', async () => {
    const written = await writeJournal();
    const before = openFeed(written).eventsAfter(0, 1_000);
    written.journal.close();
    tamper(written.path, 'DROP TABLE event_order; PRAGMA user_version = 5');
    expect(() => openSqliteJournalFeed(written.path, createNodePlatform())).toThrow(
      expect.objectContaining({ code: 'JOURNAL__UNAVAILABLE' }),
    );
    const reopened = await openTestJournal(written.directory);
    const after = openFeed(reopened).eventsAfter(0, 1_000);
    expect(after).toHaveLength(before.length);
    expect(after.map(({ atMs }) => atMs)).toEqual(
      after.map(({ atMs }) => atMs).toSorted((left, right) => left - right),
    );
    admitFixture(reopened.journal, fixtureClaim('later', { key: 'later' }));
    await reopened.journal.durable();
    expect(openFeed(reopened).eventsAfter(before.length, 9)).toMatchObject([
      { sequence: before.length + 1, trade: { key: 'later' } },
      { sequence: before.length + 2, name: 'TradeAdmitted' },
    ]);
  });
});

describe('search', () => {
  async function fewTrades(): Promise<JournalFeed> {
    const written = await openTestJournal();
    const { journal } = written;
    const request = { ...FIXTURE_REQUEST, strategyId: 'dip' };
    const sell = { ...FIXTURE_REQUEST, side: 'sell', tokenAddress: OTHER_MINT as never } as const;
    admitFixture(journal, fixtureClaim('1', { key: 'a' }));
    admitFixture(journal, fixtureClaim('2', { key: 'b', request }));
    admitFixture(journal, fixtureClaim('3', { key: 'c', request: sell, mode: 'dry' }));
    admitFixture(journal, fixtureClaim('4', { key: 'd' }, fixtureDenied()));
    await journal.durable();
    return openFeed(written);
  }

  it.each([
    [{}, ['d', 'c', 'b', 'a']],
    [{ status: 'denied' as const }, ['d']],
    [{ status: 'open' as const }, ['c', 'b', 'a']],
    [{ side: 'sell' as const }, ['c']],
    [{ token: OTHER_MINT }, ['c']],
    [{ strategyId: 'dip' }, ['b']],
    [{ mode: 'dry' as const }, ['c']],
    [{ side: 'sell' as const, mode: 'live' as const }, []],
  ])('finds by %o, newest first', async (search, keys) => {
    const { trades } = (await fewTrades()).search({ limit: 9, ...search });
    expect(trades.map(({ key }) => key)).toEqual(keys);
  });

  it('goes on where a page ended', async () => {
    const feed = await fewTrades();
    const keys: string[] = [];
    let after: TradePlace | undefined;
    do {
      const page = feed.search({ limit: 1, ...(after === undefined ? {} : { after }) });
      keys.push(...page.trades.map(({ key }) => key));
      after = page.next;
    } while (after !== undefined);
    expect(keys).toEqual(['d', 'c', 'b', 'a']);
  });

  it('looks at a bounded number of trades and says where to go on', async () => {
    const written = await openTestJournal();
    const { journal } = written;
    admitFixture(journal, fixtureClaim('first', { key: 'first' }, fixtureDenied()));
    for (let count = 0; count < SEARCHED_MAX; count += 1) {
      admitFixture(journal, fixtureClaim(`t${count}`, { key: `t${count}` }));
    }
    await journal.durable();
    const feed = openFeed(written);
    const page = feed.search({ limit: 9, status: 'denied' });
    expect(page.trades).toEqual([]);
    expect(page.next).toBeDefined();
    const rest = feed.search({
      limit: 9,
      status: 'denied',
      ...(page.next && { after: page.next }),
    });
    expect(rest.trades.map(({ key }) => key)).toEqual(['first']);
    expect(rest.next).toBeUndefined();
  });
});

describe('what else a server shows', () => {
  it('tells when what happened, which trades are recent and what the journal is tied to', async () => {
    const written = await openTestJournal();
    const { journal, clock } = written;
    const outcome = admitFixture(journal, fixtureClaim('trade-1'));
    clock.nowMs += 5;
    if (outcome.kind !== 'claimed') throw new Error(outcome.kind);
    appendFixture(journal, outcome.trade, [{ name: 'AttemptSigned', attempt: fixtureAttempt() }]);
    journal.bind('wallet', FIXTURE_WALLET);
    await journal.durable();
    const feed = openFeed(written);
    expect(feed.eventTimes('trade-1')).toEqual([
      { name: 'TradeReceived', atMs: FIXTURE_NOW_MS },
      { name: 'TradeAdmitted', atMs: FIXTURE_NOW_MS },
      { name: 'AttemptSigned', atMs: FIXTURE_NOW_MS + 5 },
    ]);
    expect(feed.receivedSince(FIXTURE_NOW_MS, 9).map(({ tradeId }) => tradeId)).toEqual([
      'trade-1',
    ]);
    expect(feed.receivedSince(FIXTURE_NOW_MS + 1, 9)).toEqual([]);
    expect(feed.bound('wallet')).toBe(FIXTURE_WALLET);
    expect(feed.bound('genesis')).toBeUndefined();
  });

  it('reads the books as the owner does', async () => {
    const written = await writeJournal();
    const feed = openFeed(written);
    const key = { wallet: FIXTURE_WALLET, mode: 'live' } as const;
    expect(feed.heldPositions(key)).toEqual(written.journal.heldPositions(key));
    expect(feed.heldPositions(key)).toHaveLength(1);
    const query = { ...key, token: FIXTURE_MINT, dayStartMs: 0, ordersSinceMs: 0 };
    expect(feed.lookAt(query)).toEqual(written.journal.lookAt(query));
    expect(feed.newestOf(key, FIXTURE_MINT)?.attempts[0]?.tokenDecimals).toBe(6);
    expect(feed.newestOf(key, OTHER_MINT)).toBeUndefined();
    // A later one that moved nothing tells nothing.
    admitFixture(written.journal, fixtureClaim('later', { key: 'later' }));
    await written.journal.durable();
    expect(feed.findByKey('later', 'live')?.status).toBe('admitted');
    expect(feed.newestOf(key, FIXTURE_MINT)?.attempts[0]?.tokenDecimals).toBe(6);
  });
});
