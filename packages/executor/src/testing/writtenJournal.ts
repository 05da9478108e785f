import type { TradeEvent } from '../journal/tradeEvents.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import {
  admitFixture,
  appendFixture,
  fixtureClaim,
  fixtureDenied,
  fixtureEvents,
} from './journalFixtures.ts';
import { openTestJournal, type TestJournal } from './openTestJournal.ts';

function eventNamed(name: TradeEvent['name']): TradeEvent {
  const found = fixtureEvents().find((event) => event.name === name);
  if (found === undefined) throw new Error(`no event ${name}`);
  return found;
}

/** What happens to each trade of a written journal after it was admitted, a commit for each step. */
const WRITTEN_STEPS: ReadonlyArray<ReadonlyArray<TradeEvent['name']>> = [
  ['AttemptSigned'],
  ['LaneAcknowledged', 'SeenOnChain'],
  ['AttemptConfirmed', 'FillRead'],
  ['FillRecorded'],
];

/** Who wants to know of each commit. */
export interface WriteJournalOptions {
  readonly onDurable?: (written: TestJournal) => void;
}

/** Writes three trades that go to their ends side by side, and one that is denied. */
export async function writeJournal(options: WriteJournalOptions = {}): Promise<TestJournal> {
  const opened = await openTestJournal();
  const { journal } = opened;
  const commit = async (): Promise<void> => {
    await journal.durable();
    options.onDurable?.(opened);
  };
  for (const key of ['a', 'b', 'c']) admitFixture(journal, fixtureClaim(key, { key }));
  await commit();
  admitFixture(journal, fixtureClaim('denied', { key: 'denied' }, fixtureDenied()));
  for (const names of WRITTEN_STEPS) {
    for (const key of ['a', 'b', 'c']) {
      const trade = journal.findByKey(key, 'live');
      if (trade === undefined) throw new Error(`no trade ${key}`);
      const outcome = appendFixture(journal, trade, names.map(eventNamed));
      if (outcome.kind !== 'ok') throw new Error(outcome.kind);
    }
    await commit();
  }
  return opened;
}

/** Changes a journal behind its owner's back. */
export function tamper(path: string, sql: string): void {
  const database = createNodePlatform().openDatabase(path);
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}
