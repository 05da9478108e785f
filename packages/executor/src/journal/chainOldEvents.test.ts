import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { createFirstSchema, writeFirstSchemaTrade } from '../testing/firstSchema.ts';
import { FIXTURE_WALLET, fixtureDenied, fixtureEvents } from '../testing/journalFixtures.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { CHAIN_START, createEventChain, type ChainHead } from './eventChain.ts';
import { JOURNAL_FILE } from './sqliteJournal.ts';
import type { TradeEvent } from './tradeEvents.ts';
import { foldTrade } from './tradeRecord.ts';

const platform = createNodePlatform();
const chain = createEventChain(platform);

function eventNamed(name: TradeEvent['name']): TradeEvent {
  const found = fixtureEvents().find((event) => event.name === name);
  if (found === undefined) throw new Error(`no event ${name}`);
  return found;
}

const ADMITTED = eventNamed('TradeAdmitted');
const SIGNED = eventNamed('AttemptSigned');

/** A data directory with a journal of the first version in it. */
function oldDirectory(trades: number) {
  const directory = createTemporaryDirectory();
  const database = platform.openDatabase(join(directory, JOURNAL_FILE));
  createFirstSchema(database);
  database.exec('BEGIN');
  for (let index = 0; index < trades; index += 1) {
    writeFirstSchemaTrade(database, `ended-${String(index).padStart(5, '0')}`, {
      events: [fixtureDenied()],
      isOpen: 0,
    });
  }
  const signed = writeFirstSchemaTrade(database, 'signed', { events: [ADMITTED, SIGNED] });
  const settling = writeFirstSchemaTrade(database, 'settling', {
    events: [ADMITTED, SIGNED, eventNamed('AttemptConfirmed')],
  });
  database.exec('COMMIT');
  database.close();
  return { directory, signed, settling };
}

describe('a journal of the first version', () => {
  it('is brought up to date with its trades, which fold and go on', async () => {
    const { directory, signed, settling } = oldDirectory(3);
    const { journal } = await openTestJournal(directory);
    expect(journal.openTrades()).toEqual([signed, settling]);
    expect(foldTrade(journal.history('signed')?.events ?? [])).toEqual(signed);
    expect(journal.countOpen({ wallet: FIXTURE_WALLET, mode: 'live' })).toBe(1);
    const lease = journal.lease(FIXTURE_WALLET);
    const leaseEpoch = lease.kind === 'leased' ? lease.epoch : 0;
    const seen = { tradeId: 'signed', expectedVersion: 3, events: [eventNamed('SeenOnChain')] };
    expect(journal.append({ ...seen, leaseEpoch }).kind).toBe('ok');
  });

  it('gets a chain for every trade, and anchors over all of them', async () => {
    const { directory } = oldDirectory(2_500);
    const { journal, databases } = await openTestJournal(directory);
    await journal.durable();
    const database = databases.at(-1);
    const events = database?.prepare('SELECT * FROM events ORDER BY trade_id, version').all() ?? [];
    const heads = new Map<string, ChainHead>();
    for (const row of events) {
      const tradeId = String(row['trade_id']);
      const version = Number(row['version']);
      const event = {
        tradeId,
        version,
        atMs: Number(row['at_ms']),
        payload: String(row['payload']),
      };
      const hash = chain.hashEvent(heads.get(tradeId)?.[2] ?? CHAIN_START, event);
      expect(row['hash']).toBe(hash);
      heads.set(tradeId, [tradeId, version, hash]);
    }
    expect(heads.size).toBe(2_502);
    const anchors = database?.prepare('SELECT * FROM anchors ORDER BY number').all() ?? [];
    expect(anchors).toHaveLength(3);
    const anchored = anchors.flatMap((row) => JSON.parse(String(row['heads'])) as ChainHead[]);
    expect(anchored).toEqual([...heads.values()]);
    const trades = database?.prepare('SELECT trade_id, head FROM trades').all() ?? [];
    for (const row of trades) expect(row['head']).toBe(heads.get(String(row['trade_id']))?.[2]);
  });

  it('stays as it was when bringing it up to date breaks off', async () => {
    const { directory, signed } = oldDirectory(3);
    const path = join(directory, JOURNAL_FILE);
    const damaged = platform.openDatabase(path);
    damaged.exec('CREATE TABLE anchors (occupied TEXT)');
    damaged.close();
    await expect(openTestJournal(directory)).rejects.toMatchObject({
      code: 'JOURNAL__UNAVAILABLE',
    });
    const mended = platform.openDatabase(path);
    mended.exec('DROP TABLE anchors');
    mended.close();
    const { journal } = await openTestJournal(directory);
    expect(journal.openTrades()[0]).toEqual(signed);
  });
});
