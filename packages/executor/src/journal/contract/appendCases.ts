import assert from 'node:assert/strict';

import { foldTrade } from '../tradeRecord.ts';
import {
  ADMITTED,
  appendTo,
  CANCELLED,
  CONFIRMED,
  moveOn,
  SEEN,
  SIGNED,
  takeKey,
} from './contractTrades.ts';
import { withJournal, type JournalCase, type JournalSubject } from './journalSubject.ts';

/** A trade moves on by whole steps, from the version that its writer has seen. */
export function appendCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'moves a trade on and keeps every event',
      run: withJournal(subject, async (journal) => {
        const moved = moveOn(journal, takeKey(journal, { key: 'a' }), SIGNED, SEEN);
        assert.deepEqual([moved.version, moved.status], [4, 'executing']);
        const history = journal.history('a');
        assert.deepEqual(history?.trade, moved);
        assert.deepEqual(
          history?.events.map(({ version, event }) => `${version} ${event.name}`),
          ['1 TradeReceived', '2 TradeAdmitted', '3 AttemptSigned', '4 SeenOnChain'],
        );
      }),
    },
    {
      name: 'has for a record the fold of its events',
      run: withJournal(subject, async (journal) => {
        const trade = takeKey(journal, { key: 'a' });
        const moved = moveOn(journal, moveOn(journal, trade, SIGNED), SEEN, CONFIRMED);
        assert.deepEqual(foldTrade(journal.history('a')?.events ?? []), moved);
        assert.deepEqual(journal.findByKey('a', 'live'), moved);
      }),
    },
    {
      name: 'is stale when somebody wrote since, and writes nothing',
      run: withJournal(subject, async (journal) => {
        const trade = takeKey(journal, { key: 'a' });
        const moved = moveOn(journal, trade, SIGNED);
        assert.deepEqual(appendTo(journal, trade, CANCELLED), { kind: 'stale' });
        assert.deepEqual(appendTo(journal, { ...trade, version: 9 }, SEEN), { kind: 'stale' });
        assert.deepEqual(journal.history('a')?.trade, moved);
        assert.equal(journal.history('a')?.events.length, 3);
      }),
    },
    {
      name: 'is stale for a trade that it does not have',
      run: withJournal(subject, async (journal) => {
        const trade = takeKey(journal, { key: 'a' });
        assert.deepEqual(appendTo(journal, { ...trade, tradeId: 'b' }, CANCELLED), {
          kind: 'stale',
        });
        assert.equal(journal.history('b'), undefined);
      }),
    },
    {
      name: 'keeps none of the events of an impossible step, and all of the others of its turn',
      run: withJournal(subject, async (journal) => {
        const trade = takeKey(journal, { key: 'a' });
        const other = takeKey(journal, { key: 'b' });
        assert.throws(() => appendTo(journal, trade, SIGNED, ADMITTED), {
          code: 'INVARIANT__TRANSITION_ILLEGAL',
        });
        const moved = moveOn(journal, other, SIGNED);
        await journal.durable();
        assert.deepEqual(journal.history('a')?.trade, trade);
        assert.equal(journal.history('a')?.events.length, 2);
        assert.deepEqual(journal.history('b')?.trade, moved);
        assert.equal(moveOn(journal, trade, SIGNED).version, 3);
      }),
    },
  ];
}
