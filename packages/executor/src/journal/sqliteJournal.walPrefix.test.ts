import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';

import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import {
  admitFixture,
  appendFixture,
  fixtureClaim,
  fixtureEvents,
} from '../testing/journalFixtures.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { writeJournal } from '../testing/writtenJournal.ts';
import { isLive } from './attemptMachine.ts';
import type { JournalReader } from './journal.ts';
import { JOURNAL_FILE } from './sqliteJournal.ts';
import { openSqliteJournalReader } from './sqliteJournalReader.ts';
import type { TradeEvent } from './tradeEvents.ts';
import { foldTrade, type TradeRecord } from './tradeRecord.ts';
import { verifyJournalFile } from './verifyJournalFile.ts';

/** Header of a write-ahead log, and of each of its frames, in bytes (SQLite, WAL file format). */
const WAL_HEADER_BYTES = 32;
const FRAME_BYTES = 24 + 4_096;

const platform = createNodePlatform();

/** A database and its write-ahead log as a process that stopped would leave them. */
interface Remains {
  readonly database: Buffer;
  readonly wal: Buffer;
  /** Events there were after each commit, by the length of the log then. */
  readonly commits: ReadonlyArray<{ readonly walBytes: number; readonly events: number }>;
}

let remains: Remains;

beforeEach(async () => {
  const commits: Array<{ walBytes: number; events: number }> = [];
  const { path } = await writeJournal({
    onDurable: (written) => {
      const { databases, path: file } = written;
      const total = databases.at(-1)?.prepare('SELECT count(*) AS n FROM events').get()?.['n'];
      commits.push({ walBytes: statSync(`${file}-wal`).size, events: Number(total) });
    },
  });
  remains = { database: readFileSync(path), wal: readFileSync(`${path}-wal`), commits };
});

/** What the log lost: its end, or what stood there, which is zeros as on a new block. */
type Loss = 'cut' | 'zeroed';

function leave(bytes: number, loss: Loss): { readonly directory: string; readonly path: string } {
  const directory = createTemporaryDirectory();
  const path = join(directory, JOURNAL_FILE);
  writeFileSync(path, remains.database);
  const lost = Buffer.alloc(loss === 'cut' ? 0 : remains.wal.length - bytes);
  writeFileSync(`${path}-wal`, Buffer.concat([remains.wal.subarray(0, bytes), lost]));
  return { directory, path };
}

/** Events that were durable when the log was so long. */
function durableEvents(bytes: number, loss: Loss): number {
  // Zeros that were zeros before are not lost.
  const changed = remains.wal.subarray(bytes).findIndex((byte) => byte !== 0);
  const same = changed === -1 ? remains.wal.length : bytes + changed;
  const whole = loss === 'zeroed' ? same : bytes;
  return remains.commits.findLast(({ walBytes }) => walBytes <= whole)?.events ?? 0;
}

function readAll(reader: JournalReader): number {
  let total = 0;
  for (const trade of reader.list({ limit: 99 })) {
    const history = reader.history(trade.tradeId);
    expect(history?.trade).toEqual(trade);
    expect(foldTrade(history?.events ?? [])).toEqual(trade);
    total += history?.events.length ?? 0;
  }
  return total;
}

/**
 * What the next process does first with a trade, by the recovery table: it quotes again, looks the
 * signature up and sends it again, or accounts for the fill again. There is no other state.
 */
function nextEvent({ status, attempts }: TradeRecord): TradeEvent {
  const live = attempts.filter((attempt) => isLive(attempt.status));
  if (status === 'admitted' && live.length === 0) return eventNamed('AttemptSigned');
  if (status === 'executing' && live.length === 1) return eventNamed('LaneAcknowledged');
  if (status === 'settling' && live.length === 1 && live[0]?.status === 'confirmed') {
    return eventNamed('FillRecorded');
  }
  throw new Error(`no way to recover a trade that is ${status}`);
}

function eventNamed(name: TradeEvent['name']): TradeEvent {
  const found = fixtureEvents().find((event) => event.name === name);
  if (found === undefined) throw new Error(`no event ${name}`);
  return found;
}

/** Opens what was left, as a reader and as the next owner, and goes on. */
async function recover(bytes: number, loss: Loss): Promise<number> {
  const { directory, path } = leave(bytes, loss);
  const expected = durableEvents(bytes, loss);
  if (expected > 0) {
    const reader = openSqliteJournalReader(path, platform);
    expect(readAll(reader)).toBe(expected);
    reader.close();
    expect(verifyJournalFile({ path, platform })).toMatchObject({
      broken: undefined,
      events: expected,
    });
  }
  const { journal } = await openTestJournal(directory);
  expect(readAll(journal)).toBe(expected);
  const open = journal.openTrades();
  for (const trade of open) {
    expect(appendFixture(journal, trade, [nextEvent(trade)]).kind).toBe('ok');
  }
  expect(admitFixture(journal, fixtureClaim('next', { key: 'next' })).kind).toBe('claimed');
  await journal.durable();
  journal.close();
  expect(verifyJournalFile({ path, platform }).broken).toBeUndefined();
  return open.length;
}

describe('a process that stopped at any write', () => {
  it('leaves a log whose every frame boundary is the state after some commit', async () => {
    const frames = (remains.wal.length - WAL_HEADER_BYTES) / FRAME_BYTES;
    expect(Number.isInteger(frames)).toBe(true);
    expect(remains.commits.map(({ events }) => events)).toEqual([6, 11, 17, 23, 26]);
    const open = new Set<number>();
    for (let frame = 0; frame <= frames; frame += 1) {
      open.add(await recover(WAL_HEADER_BYTES + frame * FRAME_BYTES, 'cut'));
    }
    // From nothing to three trades under way, and to none when all have ended.
    expect(open).toEqual(new Set([0, 3]));
  }, 240_000);

  it('for all lengths of the log and both kinds of loss, leaves the state after some commit', async () => {
    const bytes = fc.integer({ min: 0, max: remains.wal.length });
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom<Loss>('cut', 'zeroed'), async (length, loss) => {
        await recover(length, loss);
      }),
      { numRuns: 40 },
    );
  }, 240_000);

  it('leaves a log that was begun anew after a checkpoint, with the old frames behind it', async () => {
    const { journal, path, databases } = await writeJournal();
    databases.at(-1)?.exec('PRAGMA wal_checkpoint(RESTART)');
    admitFixture(journal, fixtureClaim('after', { key: 'after' }));
    await journal.durable();
    const directory = createTemporaryDirectory();
    const copy = join(directory, JOURNAL_FILE);
    copyFileSync(path, copy);
    copyFileSync(`${path}-wal`, `${copy}-wal`);
    expect(verifyJournalFile({ path: copy, platform })).toMatchObject({
      broken: undefined,
      trades: 5,
    });
    const next = await openTestJournal(directory);
    expect(next.journal.openTrades().map(({ tradeId }) => tradeId)).toEqual(['after']);
  });
});
