import { describe, expect, it } from 'vitest';

import {
  admitFixture,
  appendFixture,
  FIXTURE_REQUEST,
  fixtureClaim,
  fixtureEvents,
} from '../../testing/journalFixtures.ts';
import { openTestJournal } from '../../testing/openTestJournal.ts';
import type { TradeEvent } from '../tradeEvents.ts';
import { findBookBreak } from './findBookBreak.ts';

function events(...names: ReadonlyArray<TradeEvent['name']>): readonly TradeEvent[] {
  return names.map((name) => {
    const found = fixtureEvents().find((event) => event.name === name);
    if (found === undefined) throw new Error(`no event ${name}`);
    return found;
  });
}

/** A journal with a purchase, a sale, a failure and an open trade in its books. */
async function setUp() {
  const { journal, databases } = await openTestJournal();
  const lives: ReadonlyArray<readonly [string, 'buy' | 'sell', readonly TradeEvent[]]> = [
    ['bought', 'buy', events('AttemptSigned', 'AttemptConfirmed', 'FillRead')],
    ['sold', 'sell', events('AttemptSigned', 'AttemptConfirmed', 'FillRead')],
    ['failed', 'buy', events('AttemptSigned', 'AttemptReverted', 'TradeFailed')],
    ['open', 'buy', events('AttemptSigned')],
  ];
  for (const [key, side, all] of lives) {
    const request = { ...FIXTURE_REQUEST, side };
    const claimed = admitFixture(journal, fixtureClaim(key, { key, request }));
    if (claimed.kind === 'claimed') appendFixture(journal, claimed.trade, all);
  }
  await journal.durable();
  const database = databases.at(-1);
  if (database === undefined) throw new Error('no database');
  return database;
}

describe('findBookBreak', () => {
  it('finds none in books that are as they were written', async () => {
    expect(findBookBreak(await setUp())).toBeUndefined();
  });

  it.each([
    ["UPDATE bookings SET volume_lamports = '7' WHERE trade_id = 'bought'", 'trade'],
    ["UPDATE bookings SET open_cost_lamports = '0' WHERE trade_id = 'open'", 'trade'],
    ["UPDATE bookings SET cost_lamports = '1' WHERE trade_id = 'bought'", 'trade'],
    ["UPDATE bookings SET realised_lamports = '1' WHERE trade_id = 'failed'", 'trade'],
    ["UPDATE bookings SET units = '1' WHERE trade_id = 'sold'", 'trade'],
    ["UPDATE bookings SET admitted_at_ms = 1 WHERE trade_id = 'open'", 'trade'],
    ["UPDATE bookings SET booked_at_ms = 1 WHERE trade_id = 'bought'", 'trade'],
    ["UPDATE bookings SET realised_lamports = '9' WHERE trade_id = 'sold'", 'file'],
    ["DELETE FROM bookings WHERE trade_id = 'open'", 'trade'],
    ["UPDATE bookings SET trade_id = 'other' WHERE trade_id = 'open'", 'trade'],
    ["DELETE FROM trades WHERE trade_id = 'open'", 'trade'],
    ["UPDATE positions SET units = '9'", 'file'],
    ["UPDATE positions SET open_cost_lamports = '0'", 'file'],
    ['DELETE FROM positions', 'file'],
    ["UPDATE accounts SET cost_lamports = '0', positions = '0'", 'file'],
    ["UPDATE accounts SET open_loss_lamports = '0'", 'file'],
    ['DELETE FROM accounts', 'file'],
    ["UPDATE quarters SET realised_lamports = '0'", 'file'],
    ['UPDATE quarters SET quarter = quarter + 1', 'file'],
    ['DELETE FROM quarters', 'file'],
  ])('finds what was changed: %s', async (sql, what) => {
    const database = await setUp();
    database.exec(sql);
    expect(findBookBreak(database)).toMatchObject({ what });
  });
});
