import { describe, expect, it } from 'vitest';

import { NO_ACCOUNT } from '../books/bookRows.ts';
import { decorated, MEMORY_SUBJECT, SQLITE_SUBJECT } from '../../testing/journalSubjects.ts';
import type { Journal } from '../journal.ts';
import { journalContract } from './journalContract.ts';
import type { JournalSubject } from './journalSubject.ts';

describe.each([
  ['the journal in a file', SQLITE_SUBJECT],
  ['the journal in memory', MEMORY_SUBJECT],
])('%s', (_name, subject) => {
  for (const { name, run } of journalContract(subject)) it(name, run);
});

/** Names of the cases that an implementation breaks. */
async function brokenCases(subject: JournalSubject): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const { name, run } of journalContract(subject)) {
    try {
      await run();
    } catch {
      broken.push(name);
    }
  }
  return broken;
}

/** Journals that each break one promise, and a case that finds it. */
const DEFECTS: ReadonlyArray<
  readonly [defect: string, decorate: (journal: Journal) => Journal, found: string]
> = [
  [
    'writes over what it has not seen',
    (journal) => ({
      ...journal,
      append: (append) => {
        const found = journal.history(append.tradeId)?.trade.version;
        return journal.append({ ...append, expectedVersion: found ?? append.expectedVersion });
      },
    }),
    'is stale when somebody wrote since, and writes nothing',
  ],
  [
    'takes any lease for the newest',
    (journal) => ({
      ...journal,
      append: (append) => {
        const lease = journal.lease('wa11et1111111111111111111111111111111111111');
        if (lease.kind === 'fenced') return lease;
        return journal.append({ ...append, leaseEpoch: lease.epoch });
      },
    }),
    'fences every write under an older lease',
  ],
  [
    'calls durable what is not',
    (journal) => ({ ...journal, durable: async () => undefined }),
    'keeps through a crash what was durable and nothing that was not',
  ],
  [
    'hides a failed commit',
    (journal) => ({ ...journal, failure: () => undefined }),
    'tells every writer of a commit that failed, and writes nothing more',
  ],
  [
    'lets a key be taken twice',
    (journal) => ({
      ...journal,
      admit: (claim) => {
        const key = `${claim.received.key} ${claim.tradeId} ${journal.list({ limit: 99 }).length}`;
        const received = { ...claim.received, key };
        return journal.admit({ ...claim, tradeId: key, received });
      },
    }),
    'takes a key once and answers with its trade ever after, without asking the gates again',
  ],
  [
    'tells the gates of nothing',
    (journal) => ({
      ...journal,
      admit: (claim) =>
        journal.admit({
          ...claim,
          decide: (snapshot) => claim.decide({ ...snapshot, openTrades: 0 }),
        }),
    }),
    'tells the gates what the same wallet and mode has open, claims of the same turn included',
  ],
  [
    'signs while it is halted',
    (journal) => ({
      ...journal,
      append: (append) => {
        const outcome = journal.append(append);
        if (outcome.kind !== 'halted') return outcome;
        journal.changeTrading({ ...outcome.change, state: 'active' });
        return journal.append(append);
      },
    }),
    'lets no signature in while it is halted, in the same commit as well',
  ],
  [
    'forgets who halted it',
    (journal) => ({ ...journal, tradingChanges: () => [] }),
    'keeps every change of the trading state, newest first, for the next owner as well',
  ],
  [
    'forgets what is reserved',
    (journal) => ({
      ...journal,
      admit: (claim) =>
        journal.admit({
          ...claim,
          decide: (snapshot) => claim.decide({ ...snapshot, account: NO_ACCOUNT }),
        }),
    }),
    'shows the gates what was reserved before them in the same turn, of the same wallet alone',
  ],
  [
    'counts a trade against itself',
    (journal) => ({
      ...journal,
      lookAt: ({ exceptTradeId: _trade, ...query }) => journal.lookAt(query),
    }),
    'leaves a trade out where it is the one that is judged',
  ],
  [
    'binds itself to anybody',
    (journal) => ({ ...journal, bind: () => undefined }),
    'is tied to one wallet and one chain for good',
  ],
];

describe('the suite', () => {
  it.each(DEFECTS)('finds a journal that %s', async (_defect, decorate, found) => {
    expect(await brokenCases(decorated(MEMORY_SUBJECT, decorate))).toContain(found);
  });

  it('has no two cases of one name', () => {
    const names = journalContract(MEMORY_SUBJECT).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
