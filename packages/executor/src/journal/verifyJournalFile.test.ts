import { DatabaseSync } from 'node:sqlite';

import { beforeEach, describe, expect, it } from 'vitest';

import { createNodePlatform } from '../platform/nodePlatform.ts';
import { damagePage } from '../platform/testing/damagePage.ts';
import { admitFixture, fixtureClaim } from '../testing/journalFixtures.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { tamper, writeJournal } from '../testing/writtenJournal.ts';
import { CHAIN_START, createEventChain, type ChainHead } from './eventChain.ts';
import { isTerminal, mayMove } from './tradeMachine.ts';
import { foldTrade } from './tradeRecord.ts';
import { verifyJournalFile } from './verifyJournalFile.ts';
import { describeBreak, readChained } from './verifyTrade.ts';

const platform = createNodePlatform();
const chain = createEventChain(platform);

let path: string;

beforeEach(async () => {
  const written = await writeJournal();
  path = written.path;
  written.journal.close();
});

function verify(known?: { readonly number: number; readonly hash: string }) {
  return verifyJournalFile({ path, platform, ...(known === undefined ? {} : { known }) });
}

function broken(): string {
  const found = verify().broken;
  return found === undefined ? 'whole' : describeBreak(found);
}

/** Writes the hashes and the record of a trade anew, as a forger does who knows how. */
function forgeTrade(tradeId: string): void {
  const database = new DatabaseSync(path);
  const saveHash = database.prepare(
    'UPDATE events SET hash = ? WHERE trade_id = ? AND version = ?',
  );
  let head = CHAIN_START;
  const events = database
    .prepare('SELECT version, at_ms, payload FROM events WHERE trade_id = ? ORDER BY version')
    .all(tradeId)
    .map((row) => {
      const version = Number(row['version']);
      const event = {
        tradeId,
        version,
        atMs: Number(row['at_ms']),
        payload: String(row['payload']),
      };
      head = chain.hashEvent(head, event);
      saveHash.run(head, tradeId, version);
      return readChained({ ...event, name: '', hash: head });
    });
  const trade = foldTrade(events);
  if (trade === undefined) throw new Error(`no trade ${tradeId}`);
  database
    .prepare(
      `UPDATE trades SET head = ?, version = ?, status = ?, is_open = ?, may_move = ?,
       updated_at_ms = ?, record = ? WHERE trade_id = ?`,
    )
    .run(
      head,
      trade.version,
      trade.status,
      isTerminal(trade.status) ? 0 : 1,
      mayMove(trade.status) ? 1 : 0,
      trade.updatedAtMs,
      JSON.stringify(trade),
      tradeId,
    );
  database.close();
}

/** Writes every anchor anew, after what its trades are now. */
function forgeAnchors(): void {
  const database = new DatabaseSync(path);
  const hashAt = database.prepare('SELECT hash FROM events WHERE trade_id = ? AND version = ?');
  let previous = CHAIN_START;
  for (const row of database.prepare('SELECT * FROM anchors ORDER BY number').all()) {
    const heads = (JSON.parse(String(row['heads'])) as ChainHead[]).flatMap(
      ([tradeId, version]): ChainHead[] => {
        const found = hashAt.get(tradeId, version);
        return found === undefined ? [] : [[tradeId, version, String(found['hash'])]];
      },
    );
    const anchor = { number: Number(row['number']), atMs: Number(row['at_ms']), heads };
    previous = chain.hashAnchor(previous, anchor);
    database
      .prepare('UPDATE anchors SET heads = ?, hash = ? WHERE number = ?')
      .run(JSON.stringify(heads), previous, anchor.number);
  }
  database.close();
}

describe('a journal as it was written', () => {
  it('is whole, with its counts and the newest anchor', () => {
    expect(verify()).toEqual({
      broken: undefined,
      trades: 4,
      events: 26,
      anchors: 5,
      lastAnchor: { number: 5, hash: expect.stringMatching(/^[0-9a-f]{64}$/u) },
    });
  });

  it('is whole while its owner writes, without what is not committed', async () => {
    const { journal } = await openTestJournal(path.replace(/\/[^/]+$/u, ''));
    admitFixture(journal, fixtureClaim('late', { key: 'late' }));
    expect(verify()).toMatchObject({ broken: undefined, trades: 4 });
    await journal.durable();
    expect(verify()).toMatchObject({ broken: undefined, trades: 5, anchors: 6 });
  });

  it('has the anchors that it had before', async () => {
    const { lastAnchor: known } = verify();
    const { journal } = await openTestJournal(path.replace(/\/[^/]+$/u, ''));
    admitFixture(journal, fixtureClaim('late', { key: 'late' }));
    journal.close();
    expect(verify(known).broken).toBeUndefined();
  });
});

describe('finds', () => {
  it.each([
    [
      'an event that was changed',
      `UPDATE events SET payload = replace(payload, '"1980"', '"1"') WHERE trade_id = 'b' AND version = 3`,
      /^event 3 of trade b: does not match its hash/u,
    ],
    [
      'an event whose time was changed',
      `UPDATE events SET at_ms = at_ms + 1 WHERE trade_id = 'b' AND version = 4`,
      /^event 4 of trade b: does not match its hash/u,
    ],
    [
      'an event that is listed under another name',
      `UPDATE events SET name = 'AttemptExpired' WHERE trade_id = 'b' AND version = 3`,
      /^event 3 of trade b: is listed as AttemptExpired and is another/u,
    ],
    [
      'an event that was removed',
      `DELETE FROM events WHERE trade_id = 'b' AND version = 4`,
      /^event 4 of trade b: is missing/u,
    ],
    [
      'the first event removed',
      `DELETE FROM events WHERE trade_id = 'b' AND version = 1`,
      /^event 1 of trade b: is missing/u,
    ],
    [
      'events that were moved',
      `UPDATE events SET version = 99 WHERE trade_id = 'b' AND version = 4;
       UPDATE events SET version = 4 WHERE trade_id = 'b' AND version = 5;
       UPDATE events SET version = 5 WHERE trade_id = 'b' AND version = 99`,
      /^event 4 of trade b: does not match its hash/u,
    ],
    [
      'an event that was put in',
      `INSERT INTO events SELECT trade_id, 9, at_ms, name, payload, hash FROM events
       WHERE trade_id = 'b' AND version = 8`,
      /^event 9 of trade b: does not match its hash/u,
    ],
    [
      'an end that was cut off',
      `DELETE FROM events WHERE trade_id = 'b' AND version = 8`,
      /^trade b: its record ends at version 8, its events at 7/u,
    ],
    [
      'a record that was changed',
      `UPDATE trades SET record = replace(record, '"filled"', '"failed"') WHERE trade_id = 'b'`,
      /^trade b: its record is not what its events make of it/u,
    ],
    [
      'a record that is no JSON',
      `UPDATE trades SET record = '{' WHERE trade_id = 'b'`,
      /^trade b: its record is unreadable/u,
    ],
    [
      'a trade that is hidden from the open ones',
      `UPDATE trades SET is_open = 1 WHERE trade_id = 'b'`,
      /^trade b: it is listed as another trade, or as one in another state/u,
    ],
    [
      'a key that was given to another trade',
      `UPDATE trades SET key = 'z' WHERE trade_id = 'b'`,
      /^trade b: it is listed as another trade/u,
    ],
    [
      'a fingerprint by which a keyless repeat would not find its trade',
      `UPDATE trades SET fingerprint = 'another' WHERE trade_id = 'b'`,
      /^trade b: it is listed as another trade/u,
    ],
    [
      'a beginning that is listed wrong',
      `UPDATE trades SET created_at_ms = created_at_ms + 1 WHERE trade_id = 'b'`,
      /^trade b: it is listed as another trade/u,
    ],
    [
      'an end by whose time a keyless repeat would not find its trade',
      `UPDATE trades SET updated_at_ms = updated_at_ms - 1 WHERE trade_id = 'b'`,
      /^trade b: it is listed as another trade/u,
    ],
    [
      'a record that was removed',
      `DELETE FROM trades WHERE trade_id = 'b'`,
      /^trade b: has events and no record/u,
    ],
    [
      'a record that was put in',
      `INSERT INTO trades SELECT 'z', mode, 'z', fingerprint, is_open, version, created_at_ms,
       updated_at_ms, record, head, wallet, may_move, status FROM trades WHERE trade_id = 'b'`,
      /^trade z: has no events/u,
    ],
    [
      'a trade that was taken away',
      `DELETE FROM events WHERE trade_id = 'b'; DELETE FROM trades WHERE trade_id = 'b'`,
      /^event 2 of trade b: is missing; anchor 1 stands for it/u,
    ],
    [
      'an anchor that was removed',
      'DELETE FROM anchors WHERE number = 3',
      /^anchor 3: is missing/u,
    ],
    [
      'an anchor that was changed',
      `UPDATE anchors SET heads = replace(heads, '"a"', '"b"') WHERE number = 3`,
      /^anchor 3: does not match its hash/u,
    ],
    [
      'an anchor that is no JSON',
      `UPDATE anchors SET heads = '[' WHERE number = 3`,
      /^anchor 3: does not match its hash/u,
    ],
    [
      'an anchor of something else',
      `UPDATE anchors SET heads = '[1,["a"]]' WHERE number = 3`,
      /^anchor 3: does not match its hash/u,
    ],
  ])('%s', (_case, sql, message) => {
    tamper(path, sql);
    expect(broken()).toMatch(message);
  });

  it('an end that was cut off by somebody who wrote the record and the hashes anew', () => {
    tamper(path, `DELETE FROM events WHERE trade_id = 'b' AND version > 6`);
    forgeTrade('b');
    expect(broken()).toBe('event 7 of trade b: is missing; anchor 4 stands for it');
  });

  it('an event that was changed by somebody who wrote the hashes of its trade anew', () => {
    tamper(path, `UPDATE events SET at_ms = at_ms + 1 WHERE trade_id = 'b' AND version = 3`);
    forgeTrade('b');
    expect(broken()).toBe('event 3 of trade b: is another; anchor 2 stands for it');
  });

  it('an event that was put in by somebody who wrote the hashes of its trade anew', () => {
    tamper(
      path,
      `INSERT INTO events SELECT 'denied', 3, 1, 'TradeReopened',
       json_object('name', 'TradeReopened', 'request', payload -> '$.request', 'deadlineAtMs', 9), ''
       FROM events WHERE trade_id = 'denied' AND version = 1`,
    );
    forgeTrade('denied');
    expect(broken()).toBe(
      'event 3 of trade denied: is in no anchor: it was not written by this software',
    );
  });

  it('a journal that was written anew with all its hashes, by an anchor kept elsewhere', () => {
    const { lastAnchor: known } = verify();
    tamper(
      path,
      `DELETE FROM events WHERE trade_id = 'denied'; DELETE FROM trades WHERE trade_id = 'denied'`,
    );
    forgeAnchors();
    expect(broken()).toBe('whole');
    const found = verify(known).broken;
    expect(found && describeBreak(found)).toBe('anchor 5: is not the one that was written down');
  });

  it('a page that is no page any more', () => {
    const database = new DatabaseSync(path);
    const root = database
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'events'")
      .get()?.['rootpage'];
    database.close();
    damagePage(path, Number(root));
    expect(verify().broken).toEqual({
      what: 'file',
      problem: expect.stringMatching(/malformed/u),
    });
  });

  it('a file that is no journal', () => {
    damagePage(path, 1);
    expect(verify().broken).toMatchObject({ what: 'file' });
  });
});
