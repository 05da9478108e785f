import { DatabaseSync } from 'node:sqlite';

import { beforeEach, describe, expect, it } from 'vitest';

import { createNodePlatform } from '../platform/nodePlatform.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import type { TradingState } from './tradingChange.ts';
import { describeBreak } from './verifyTrade.ts';
import { verifyJournalFile } from './verifyJournalFile.ts';

let path: string;
let directory: string;

beforeEach(async () => {
  const opened = await openTestJournal();
  ({ path, directory } = opened);
  for (const state of ['reducing', 'halted', 'active'] satisfies TradingState[]) {
    const words = { origin: 'person', by: 'ann', reason: 'r', inFlight: 'drop' } as const;
    opened.journal.changeTrading({ state, ...words });
  }
  opened.journal.close();
});

function broken(): string {
  const found = verifyJournalFile({ path, platform: createNodePlatform() }).broken;
  return found === undefined ? 'whole' : describeBreak(found);
}

function tamper(sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

describe('findTradingBreak', () => {
  it('finds nothing wrong with changes as they were written', () => {
    expect(broken()).toBe('whole');
  });

  it.each([
    ["UPDATE trading_states SET state = 'active' WHERE number = 2", /^change 2 .* its hash/u],
    ["UPDATE trading_states SET decided_by = 'bob' WHERE number = 1", /^change 1 .* its hash/u],
    ['UPDATE trading_states SET at_ms = 5 WHERE number = 3', /^change 3 .* its hash/u],
    ["UPDATE trading_states SET in_flight = 'keep' WHERE number = 3", /^change 3 .* its hash/u],
    ['DELETE FROM trading_states WHERE number = 1', /^change 1 .* is missing/u],
    ['DELETE FROM trading_states WHERE number = 2', /^change 2 .* is missing/u],
  ])('finds %s', async (sql, where) => {
    tamper(sql);
    expect(broken()).toMatch(where);
    await expect(openTestJournal(directory)).rejects.toMatchObject({ code: 'JOURNAL__DAMAGED' });
  });

  it('asks nothing of a journal that has no such table yet', () => {
    tamper('DROP TABLE trading_states; PRAGMA user_version = 3');
    expect(broken()).toBe('whole');
  });
});
