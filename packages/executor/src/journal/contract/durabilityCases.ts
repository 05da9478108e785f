import assert from 'node:assert/strict';

import { appendTo, claimKey, moveOn, SIGNED, takeKey } from './contractTrades.ts';
import { withJournal, withPlace, type JournalCase, type JournalSubject } from './journalSubject.ts';

/** What was durable survives everything; what was not is not half there. */
export function durabilityCases(subject: JournalSubject): readonly JournalCase[] {
  return [...crashCases(subject), ...failureCases(subject)];
}

function crashCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'keeps through a crash what was durable and nothing that was not',
      run: withPlace(subject, async (place) => {
        const first = await place.open();
        const trade = takeKey(first, { key: 'a' });
        await first.durable();
        const moved = moveOn(first, trade, SIGNED);
        takeKey(first, { key: 'b' });
        assert.deepEqual(first.findByKey('a', 'live'), moved);
        place.crash();
        const next = await place.open();
        assert.deepEqual(next.findByKey('a', 'live'), trade);
        assert.equal(next.history('a')?.events.length, 2);
        assert.equal(next.findByKey('b', 'live'), undefined);
        assert.deepEqual(next.openTrades(), [trade]);
        assert.equal(moveOn(next, trade, SIGNED).version, 3);
        next.close();
      }),
    },
    {
      name: 'is durable without waiting when nothing is open',
      run: withJournal(subject, async (journal) => {
        await journal.durable();
        takeKey(journal, { key: 'a' });
        await journal.durable();
        await journal.durable();
        assert.equal(journal.failure(), undefined);
      }),
    },
    {
      name: 'commits what is open when it is closed',
      run: withPlace(subject, async (place) => {
        const first = await place.open();
        const trade = takeKey(first, { key: 'a' });
        first.close();
        const next = await place.open();
        assert.deepEqual(next.findByKey('a', 'live'), trade);
        next.close();
      }),
    },
  ];
}

function failureCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'tells every writer of a commit that failed, and writes nothing more',
      run: withPlace(subject, async (place) => {
        const unavailable = { code: 'JOURNAL__UNAVAILABLE' };
        const first = await place.open();
        const trade = takeKey(first, { key: 'a' });
        await first.durable();
        place.breakCommits();
        moveOn(first, trade, SIGNED);
        const lost = first.durable();
        takeKey(first, { key: 'b' });
        await assert.rejects(lost, unavailable);
        await assert.rejects(first.durable(), unavailable);
        assert.equal(first.failure()?.code, 'JOURNAL__UNAVAILABLE');
        assert.throws(() => appendTo(first, trade, SIGNED), unavailable);
        assert.throws(() => claimKey(first, { key: 'c' }), unavailable);
        assert.deepEqual(first.findByKey('a', 'live'), trade);
        assert.equal(first.findByKey('b', 'live'), undefined);
        place.crash();
        const next = await place.open();
        assert.deepEqual(next.openTrades(), [trade]);
        assert.equal(moveOn(next, trade, SIGNED).version, 3);
        next.close();
      }),
    },
  ];
}
