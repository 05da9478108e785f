import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import {
  admitFixture,
  fixtureAttempt,
  fixtureClaim,
  fixtureEvents,
} from '../testing/journalFixtures.ts';
import { createJournalMemory, openMemoryJournal } from './memoryJournal.ts';
import type { TradeEvent } from './tradeEvents.ts';
import { createTradeLog } from './tradeLog.ts';

const SIGNED: TradeEvent = { name: 'AttemptSigned', attempt: fixtureAttempt() };
const UNAVAILABLE = expect.objectContaining({ code: 'JOURNAL__UNAVAILABLE' });

function eventNamed(name: TradeEvent['name']): TradeEvent {
  const found = fixtureEvents().find((event) => event.name === name);
  if (found === undefined) throw new Error(`no event ${name}`);
  return found;
}

/** A log with a signed and an unsigned trade, on a disk that fails when told. */
async function setUp() {
  const platform = createFakePlatform();
  let isFull = false;
  const journal = openMemoryJournal({
    memory: createJournalMemory(),
    platform,
    nowMs: () => 1,
    beforeCommit: () => {
      if (isFull) throw new Error('the disk is full');
    },
  });
  const observed: string[] = [];
  const log = createTradeLog(journal, (before, after) => {
    observed.push(`${before.status} ${after.status}`);
  });
  for (const key of ['signed', 'unsigned']) {
    const claimed = admitFixture(journal, fixtureClaim(key, { key }));
    if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
    log.adopt(claimed.trade);
  }
  log.record('signed', SIGNED);
  await log.durable();
  const breakDisk = async (): Promise<void> => {
    isFull = true;
    log.record('unsigned', eventNamed('TradeCancelled'));
    await platform.settle();
  };
  return { journal, log, observed, breakDisk, platform };
}

describe('a log whose journal breaks', () => {
  it('tells whoever waits at once, for every trade', async () => {
    const { log, breakDisk } = await setUp();
    const answers = ['signed', 'unsigned'].map(async (tradeId) =>
      expect(log.answered(tradeId)).rejects.toEqual(UNAVAILABLE),
    );
    await breakDisk();
    await Promise.all(answers);
    await expect(log.durable()).rejects.toEqual(UNAVAILABLE);
  });

  it('takes no signature any more, whether it is asked before or after', async () => {
    const { log, breakDisk } = await setUp();
    expect(() => {
      log.assertWritable();
    }).not.toThrow();
    await breakDisk();
    expect(() => {
      log.assertWritable();
    }).toThrow(UNAVAILABLE);
    log.record('signed', eventNamed('AttemptExpired'));
    const again: TradeEvent = { name: 'AttemptSigned', attempt: fixtureAttempt(2) };
    expect(() => log.record('signed', again)).toThrow(UNAVAILABLE);
    expect(log.current('signed')).toMatchObject({ status: 'admitted', version: 4 });
  });

  it('goes on from memory with what is signed, and leaves the disk as it was', async () => {
    const { journal, log, observed, breakDisk } = await setUp();
    const before = journal.history('signed');
    await breakDisk();
    const moved = log.record('signed', eventNamed('SeenOnChain'), eventNamed('AttemptConfirmed'));
    expect(moved).toMatchObject({ status: 'settling', version: 5 });
    expect(log.record('signed', eventNamed('FillRecorded')).status).toBe('filled');
    expect(log.current('signed').result).toEqual({ success: true, txSignature: 'signature-1' });
    expect(observed.slice(-2)).toEqual(['executing settling', 'settling filled']);
    expect(journal.history('signed')).toEqual(before);
  });

  it('refuses in memory what the journal would refuse', async () => {
    const { log, breakDisk } = await setUp();
    await breakDisk();
    expect(() => log.record('signed', eventNamed('TradeDenied'))).toThrow(
      expect.objectContaining({ code: 'INVARIANT__VIOLATED' }),
    );
    expect(log.current('signed').version).toBe(3);
  });

  it('is not led back by what the disk still says', async () => {
    const { journal, log, breakDisk } = await setUp();
    await breakDisk();
    const moved = log.record('signed', eventNamed('SeenOnChain'));
    const [stored] = journal.openTrades();
    if (stored === undefined) throw new Error('there is no trade');
    log.adopt(stored);
    expect(log.current('signed')).toEqual(moved);
  });

  it('names what has not ended, as memory has it', async () => {
    const { log, breakDisk } = await setUp();
    expect(log.openTrades().map(({ tradeId }) => tradeId)).toEqual(['signed', 'unsigned']);
    await breakDisk();
    expect(log.openTrades().map(({ tradeId }) => tradeId)).toEqual(['signed']);
  });
});
