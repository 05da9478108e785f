import { beforeEach, describe, expect, it } from 'vitest';

import { createNodePlatform } from '../platform/nodePlatform.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { tamper, writeJournal } from '../testing/writtenJournal.ts';
import { findVanishedTrade } from './findVanishedTrade.ts';

let path: string;
let directory: string;

beforeEach(async () => {
  const written = await writeJournal();
  written.journal.close();
  ({ path, directory } = written);
});

function found() {
  const database = createNodePlatform().openDatabase(path);
  try {
    return findVanishedTrade(database);
  } finally {
    database.close();
  }
}

const EVERYWHERE = `DELETE FROM trades WHERE trade_id = 'c'; DELETE FROM events WHERE trade_id = 'c';
  DELETE FROM event_order WHERE trade_id = 'c'; DELETE FROM bookings WHERE trade_id = 'c'`;

describe('a start', () => {
  it('finds nothing in a journal that is as it was written, or is new', async () => {
    expect(found()).toBeUndefined();
    await expect(openTestJournal(directory)).resolves.toBeDefined();
    await expect(openTestJournal()).resolves.toBeDefined();
  });

  it.each([
    [
      'a row of a trade that ended',
      `DELETE FROM trades WHERE trade_id = 'b'`,
      'trade b: is missing',
    ],
    [
      'a row of a denied trade',
      `DELETE FROM trades WHERE key = 'denied'`,
      'trade denied: is missing',
    ],
    ['every row', 'DELETE FROM trades', 'is missing; anchor 1 stands for it'],
    ['everything of a trade but its anchors', EVERYWHERE, 'trade c: is missing; anchor 1 stands'],
    ['an anchor', 'DELETE FROM anchors WHERE number = 2', 'others are missing before it'],
    [
      'what an anchor says',
      `UPDATE anchors SET heads = '[' WHERE number = 2`,
      'anchor 2: is unreadable',
    ],
    [
      'what an anchor names',
      `UPDATE anchors SET heads = '["a"]' WHERE number = 2`,
      'anchor 2: is unreadable',
    ],
  ])('refuses a journal that lacks %s', async (_case, sql, detail) => {
    tamper(path, sql);
    await expect(openTestJournal(directory)).rejects.toMatchObject({
      code: 'JOURNAL__DAMAGED',
      context: { path, detail: expect.stringContaining(detail) as string },
    });
  });
});
