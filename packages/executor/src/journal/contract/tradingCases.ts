import assert from 'node:assert/strict';

import type { Journal } from '../journal.ts';
import type { TradingChange, TradingDecision } from '../tradingChange.ts';
import { appendTo, moveOn, SEEN, SIGNED, takeKey } from './contractTrades.ts';
import { withJournal, withPlace, type JournalCase, type JournalSubject } from './journalSubject.ts';

/** The trading state is kept with its history, and a halt lets no signature in. */
export function tradingCases(subject: JournalSubject): readonly JournalCase[] {
  return [...historyCases(subject), ...signatureCases(subject), ...ownerCases(subject)];
}

function historyCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'keeps every change of the trading state, newest first, for the next owner as well',
      run: withPlace(subject, async (place) => {
        const first = await place.open();
        assert.deepEqual(first.tradingChanges({ limit: 9 }), []);
        const reduced = change(first, { ...HALT, state: 'reducing', origin: 'breaker' });
        const halted = change(first, { ...HALT, inFlight: 'drop' });
        assert.deepEqual([reduced.number, halted.number], [1, 2]);
        assert.deepEqual(first.tradingChanges({ limit: 9 }), [halted, reduced]);
        assert.deepEqual(first.tradingChanges({ limit: 1 }), [halted]);
        first.close();
        const next = await place.open();
        assert.deepEqual(next.tradingChanges({ limit: 9 }), [halted, reduced]);
        assert.equal(change(next, ACTIVE).number, 3);
        next.close();
      }),
    },
  ];
}

function signatureCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'lets no signature in while it is halted, in the same commit as well',
      run: withJournal(subject, async (journal) => {
        const trade = takeKey(journal, { key: 'a' });
        const halted = change(journal, HALT);
        const refused = { kind: 'halted', change: halted };
        assert.deepEqual(appendTo(journal, trade, SIGNED), refused);
        await journal.durable();
        assert.deepEqual(appendTo(journal, trade, SIGNED, SEEN), refused);
        assert.deepEqual(journal.history('a')?.trade, trade);
        change(journal, ACTIVE);
        assert.equal(appendTo(journal, trade, SIGNED).kind, 'ok');
      }),
    },
    {
      name: 'takes everything else that happens to a trade while it is halted',
      run: withJournal(subject, async (journal) => {
        const signed = moveOn(journal, takeKey(journal, { key: 'a' }), SIGNED);
        change(journal, HALT);
        assert.equal(appendTo(journal, signed, SEEN).kind, 'ok');
        assert.equal(takeKey(journal, { key: 'b' }).status, 'admitted');
      }),
    },
    {
      name: 'takes signatures while it is reducing: whose they may be is not decided here',
      run: withJournal(subject, async (journal) => {
        change(journal, { ...HALT, state: 'reducing' });
        assert.equal(appendTo(journal, takeKey(journal, { key: 'a' }), SIGNED).kind, 'ok');
      }),
    },
  ];
}

function ownerCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'forgets a halt that a crash overtook, and keeps one that is durable',
      run: withPlace(subject, async (place) => {
        const first = await place.open();
        change(first, HALT);
        place.crash();
        const next = await place.open();
        assert.deepEqual(next.tradingChanges({ limit: 9 }), []);
        const halted = change(next, HALT);
        await next.durable();
        place.crash();
        const last = await place.open();
        assert.deepEqual(last.tradingChanges({ limit: 9 }), [halted]);
        assert.equal(appendTo(last, takeKey(last, { key: 'a' }), SIGNED).kind, 'halted');
        last.close();
      }),
    },
    {
      name: 'lets nobody change the trading state who has lost the journal without knowing',
      run: withPlace(subject, async (place) => {
        const first = await place.open();
        await first.durable();
        place.dropLock();
        const next = await place.open();
        const halted = change(next, HALT);
        await next.durable();
        assert.deepEqual(first.changeTrading(ACTIVE), { kind: 'fenced' });
        assert.deepEqual(next.tradingChanges({ limit: 9 }), [halted]);
        next.close();
      }),
    },
  ];
}

const HALT: TradingDecision = {
  state: 'halted',
  origin: 'person',
  by: 'ann',
  reason: 'the venue is odd',
  inFlight: 'reduce-only',
};
const ACTIVE: TradingDecision = { ...HALT, state: 'active', reason: 'it was a false alarm' };

function change(journal: Journal, decision: TradingDecision): TradingChange {
  const outcome = journal.changeTrading(decision);
  assert.equal(outcome.kind, 'changed');
  return outcome.kind === 'changed' ? outcome.change : assert.fail();
}
