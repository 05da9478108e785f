import assert from 'node:assert/strict';

import { fingerprintRequest, fingerprintText } from '@quantbot/core';

import {
  CANCELLED,
  CONFLICT,
  CONTRACT_REQUEST,
  DENIED,
  moveOn,
  RESOLVED,
  SIGNED,
  takeKey,
} from './contractTrades.ts';
import type { TradeTimePageQuery } from '../journal.ts';
import { withJournal, withPlace, type JournalCase, type JournalSubject } from './journalSubject.ts';

/** What can be asked of a journal. */
export function readCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    ...fingerprintCases(subject),
    ...listCases(subject),
    ...conflictCases(subject),
    ...signatureCases(subject),
    ...noteCases(subject),
  ];
}

function query(endedSinceMs: number) {
  const text = fingerprintText(fingerprintRequest(CONTRACT_REQUEST));
  return { mode: 'live' as const, fingerprintText: text, endedSinceMs };
}

function conflictCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'names the trades in conflict, oldest first, until a person has decided',
      run: withJournal(subject, async (journal) => {
        assert.deepEqual(journal.conflicts(), []);
        const first = moveOn(journal, takeKey(journal, { key: 'a' }), SIGNED, CONFLICT);
        takeKey(journal, { key: 'open' });
        const second = moveOn(journal, takeKey(journal, { key: 'b' }), SIGNED, CONFLICT);
        assert.deepEqual(journal.conflicts(), [first, second]);
        await journal.durable();
        moveOn(journal, first, RESOLVED);
        assert.deepEqual(journal.conflicts(), [second]);
      }),
    },
  ];
}

function signatureCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'knows the signature of every attempt, whatever became of it, and no other',
      run: withJournal(subject, async (journal) => {
        const trade = takeKey(journal, { key: 'a' });
        assert.equal(journal.hasSignature('another'), false);
        const signed = moveOn(journal, trade, SIGNED);
        const signature = signed.attempts[0]?.signature ?? '';
        assert.equal(journal.hasSignature(signature), true);
        assert.equal(journal.hasSignature(`${signature}x`), false);
        moveOn(journal, signed, CONFLICT, RESOLVED);
        await journal.durable();
        assert.equal(journal.hasSignature(signature), true);
      }),
    },
  ];
}

function noteCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'keeps the newest note of a name for the next owner, apart from what it is bound to',
      run: withPlace(subject, async (place) => {
        const journal = await place.open();
        journal.bind('wallet', 'w');
        assert.equal(journal.note('wallet'), undefined);
        journal.takeNote('wallet', 'first');
        journal.takeNote('wallet', 'second');
        await journal.durable();
        journal.close();
        const next = await place.open();
        next.bind('wallet', 'w');
        assert.equal(next.note('wallet'), 'second');
        assert.equal(next.note('other'), undefined);
        next.close();
      }),
    },
    {
      name: 'loses a note that was not durable when the owner crashed',
      run: withPlace(subject, async (place) => {
        const journal = await place.open();
        journal.takeNote('mark', 'first');
        await journal.durable();
        journal.takeNote('mark', 'second');
        place.crash();
        const next = await place.open();
        assert.equal(next.note('mark'), 'first');
        next.close();
      }),
    },
  ];
}

function fingerprintCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'finds an open trade of a fingerprint before one that has ended since',
      run: withJournal(subject, async (journal) => {
        const open = takeKey(journal, { key: 'open' });
        takeKey(journal, { key: 'ended', decide: () => DENIED });
        const { updatedAtMs } = open;
        assert.deepEqual(journal.findByFingerprint(query(updatedAtMs)), open);
        assert.deepEqual(journal.findByFingerprint(query(Number.MAX_SAFE_INTEGER)), open);
      }),
    },
    {
      name: 'finds an ended trade of a fingerprint as long as its end is inside the window',
      run: withJournal(subject, async (journal) => {
        const trade = takeKey(journal, { key: 'a' });
        const ended = moveOn(journal, trade, CANCELLED);
        assert.deepEqual(journal.findByFingerprint(query(ended.updatedAtMs)), ended);
        assert.equal(journal.findByFingerprint(query(ended.updatedAtMs + 1)), undefined);
      }),
    },
    {
      name: 'keeps other fingerprints and the other mode out',
      run: withJournal(subject, async (journal) => {
        const request = { ...CONTRACT_REQUEST, strategyId: 's' };
        takeKey(journal, { key: 'dry', changes: { mode: 'dry' } });
        takeKey(journal, { key: 'other', changes: { request } });
        assert.equal(journal.findByFingerprint(query(0)), undefined);
      }),
    },
  ];
}

function listCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'lists the newest first, and no more than asked for',
      run: withJournal(subject, async (journal) => {
        for (const key of ['a', 'b', 'c']) takeKey(journal, { key });
        const ids = (limit: number) => journal.list({ limit }).map(({ tradeId }) => tradeId);
        assert.deepEqual(ids(10), ['c', 'b', 'a']);
        assert.deepEqual(ids(2), ['c', 'b']);
      }),
    },
    {
      name: 'pages through every trade there ever was, by id',
      run: withJournal(subject, async (journal) => {
        assert.deepEqual(journal.page({ after: undefined, limit: 2 }), []);
        for (const key of ['b', 'a', 'Z', 'c']) takeKey(journal, { key });
        const ids = (after: string | undefined) =>
          journal.page({ after, limit: 3 }).map(({ tradeId }) => tradeId);
        assert.deepEqual(ids(undefined), ['Z', 'a', 'b']);
        assert.deepEqual(ids('b'), ['c']);
        assert.deepEqual(ids('c'), []);
      }),
    },
    {
      name: 'pages through every trade there ever was, by time',
      run: withJournal(subject, async (journal) => {
        assert.deepEqual(journal.pageByTime({ after: undefined, limit: 2 }), []);
        const taken = ['z', 'b', 'a', 'c'].map((key) => takeKey(journal, { key }));
        const page = (after: TradeTimePageQuery['after']) =>
          journal.pageByTime({ after, limit: 3 });
        const first = page(undefined);
        const rest = page(first.at(-1));
        const byTime = taken.toSorted(
          (left, right) =>
            left.createdAtMs - right.createdAtMs || (left.tradeId < right.tradeId ? -1 : 1),
        );
        assert.deepEqual([...first, ...rest], byTime);
        assert.deepEqual(page(rest.at(-1)), []);
      }),
    },
    {
      name: 'has the open trades oldest first and the ended ones not',
      run: withJournal(subject, async (journal) => {
        const first = takeKey(journal, { key: 'a' });
        const ended = takeKey(journal, { key: 'b' });
        const last = takeKey(journal, { key: 'c' });
        takeKey(journal, { key: 'd', decide: () => DENIED });
        moveOn(journal, ended, CANCELLED);
        const signed = moveOn(journal, first, SIGNED);
        assert.deepEqual(journal.openTrades(), [signed, last]);
        assert.equal(journal.countUnended(), 2);
      }),
    },
  ];
}
