import { join } from 'node:path';

import { expect, it } from 'vitest';

import { createNodePlatform } from '../../platform/nodePlatform.ts';
import { createTemporaryDirectory } from '../../platform/testing/temporaryDirectory.ts';
import { createFirstSchema, writeFirstSchemaTrade } from '../../testing/firstSchema.ts';
import {
  FIXTURE_MINT,
  FIXTURE_WALLET,
  fixtureDenied,
  fixtureEvents,
} from '../../testing/journalFixtures.ts';
import { openTestJournal } from '../../testing/openTestJournal.ts';
import { JOURNAL_FILE } from '../sqliteJournal.ts';
import type { TradeEvent } from '../tradeEvents.ts';

function events(...names: ReadonlyArray<TradeEvent['name']>): readonly TradeEvent[] {
  return names.map((name) => {
    const found = fixtureEvents().find((event) => event.name === name);
    if (found === undefined) throw new Error(`no event ${name}`);
    return found;
  });
}

it('books every trade of a journal from before the books', async () => {
  const directory = createTemporaryDirectory();
  const platform = createNodePlatform();
  const database = platform.openDatabase(join(directory, JOURNAL_FILE));
  createFirstSchema(database);
  database.exec('BEGIN');
  const signed = ['TradeAdmitted', 'AttemptSigned'] as const;
  const landed = [...signed, 'AttemptConfirmed', 'FillRead'] as const;
  for (let index = 0; index < 501; index += 1) {
    writeFirstSchemaTrade(database, `denied-${index}`, { events: [fixtureDenied()], isOpen: 0 });
  }
  writeFirstSchemaTrade(database, 'bought', {
    events: events(...landed, 'FillRecorded'),
    isOpen: 0,
  });
  writeFirstSchemaTrade(database, 'settling', { events: events(...landed) });
  writeFirstSchemaTrade(database, 'open', { events: events(...signed) });
  writeFirstSchemaTrade(database, 'failed', {
    events: events(...signed, 'AttemptReverted', 'TradeFailed'),
    isOpen: 0,
  });
  database.exec('COMMIT');
  database.close();
  const { journal } = await openTestJournal(directory);
  const query = { wallet: FIXTURE_WALLET, mode: 'live', token: FIXTURE_MINT } as const;
  expect(journal.lookAt({ ...query, dayStartMs: 0, ordersSinceMs: 0 })).toEqual({
    openTrades: 1,
    position: { units: 4_000n, costLamports: 200_032_000n, openCostLamports: 100_016_000n },
    account: {
      costLamports: 200_032_000n,
      openCostLamports: 100_016_000n,
      openLossLamports: 16_000n,
      openFeeLamports: 16_000n,
      openVolumeLamports: 100_000_000n,
      positions: 1n,
    },
    today: { realisedLamports: -6_000n, feeLamports: 38_000n, volumeLamports: 200_000_000n },
    ordersInWindow: 4,
  });
});
