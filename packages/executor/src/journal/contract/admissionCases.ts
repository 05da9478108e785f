import assert from 'node:assert/strict';

import {
  ADMITTED,
  CANCELLED,
  claimKey,
  CONFIRMED,
  CONTRACT_REQUEST,
  CONTRACT_WALLET,
  DENIED,
  leaseOf,
  moveOn,
  SIGNED,
  takeKey,
} from './contractTrades.ts';
import { withJournal, type JournalCase, type JournalSubject } from './journalSubject.ts';

/** A key is taken once, and the gates decide in the same commit on what is reserved already. */
export function admissionCases(subject: JournalSubject): readonly JournalCase[] {
  return [...claimCases(subject), ...gateCases(subject), ...readmissionCases(subject)];
}

function claimCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'takes a key once and answers with its trade ever after, without asking the gates again',
      run: withJournal(subject, async (journal) => {
        const trade = takeKey(journal, { key: 'a' });
        assert.deepEqual([trade.version, trade.status], [2, 'admitted']);
        const decide = () => assert.fail('the key is taken');
        assert.deepEqual(claimKey(journal, { key: 'a', decide }), { kind: 'exists', trade });
        await journal.durable();
        assert.deepEqual(claimKey(journal, { key: 'a', decide }), { kind: 'exists', trade });
        assert.equal(journal.history('a')?.events.length, 2);
      }),
    },
    {
      name: 'keeps live and dry keys apart',
      run: withJournal(subject, async (journal) => {
        const live = takeKey(journal, { key: 'a' });
        const dry = takeKey(journal, { key: 'a', changes: { mode: 'dry' } });
        assert.deepEqual(journal.findByKey('a', 'live'), live);
        assert.deepEqual(journal.findByKey('a', 'dry'), dry);
        assert.equal(journal.findByKey('b', 'live'), undefined);
      }),
    },
    {
      name: 'leaves nothing of a claim behind when a gate throws',
      run: withJournal(subject, async (journal) => {
        const decide = () => {
          throw new Error('a gate broke');
        };
        assert.throws(() => claimKey(journal, { key: 'a', decide }), /a gate broke/u);
        assert.equal(journal.findByKey('a', 'live'), undefined);
        assert.equal(journal.history('a'), undefined);
        assert.equal(takeKey(journal, { key: 'a' }).version, 2);
      }),
    },
    {
      name: 'leaves nothing of a claim behind when the decision is impossible',
      run: withJournal(subject, async (journal) => {
        assert.throws(() => claimKey(journal, { key: 'a', decide: () => SIGNED }), {
          code: 'INVARIANT__TRANSITION_ILLEGAL',
        });
        assert.equal(journal.findByKey('a', 'live'), undefined);
        assert.equal(countLive(journal), 0);
      }),
    },
  ];
}

function gateCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'tells the gates what the same wallet and mode has open, claims of the same turn included',
      run: withJournal(subject, async (journal) => {
        const seen: number[] = [];
        const ask = (key: string) =>
          takeKey(journal, {
            key,
            decide: ({ openTrades }) => {
              seen.push(openTrades);
              return ADMITTED;
            },
          });
        takeKey(journal, { key: 'dry', changes: { mode: 'dry' } });
        takeKey(journal, { key: 'other', changes: { wallet: 'another wallet' } });
        takeKey(journal, { key: 'denied', decide: () => DENIED });
        ask('a');
        ask('b');
        await journal.durable();
        ask('c');
        assert.deepEqual(seen, [0, 1, 2]);
        assert.equal(countLive(journal), 3);
        assert.equal(journal.countOpen({ wallet: CONTRACT_WALLET, mode: 'dry' }), 1);
        assert.equal(journal.countOpen({ wallet: 'nobody', mode: 'live' }), 0);
      }),
    },
    {
      name: 'counts a trade until it has ended or only finality is awaited',
      run: withJournal(subject, async (journal) => {
        const first = takeKey(journal, { key: 'a' });
        const second = takeKey(journal, { key: 'b' });
        assert.equal(countLive(journal), 2);
        const signed = moveOn(journal, first, SIGNED);
        assert.equal(countLive(journal), 2);
        moveOn(journal, signed, CONFIRMED);
        assert.equal(countLive(journal), 1);
        moveOn(journal, second, CANCELLED);
        assert.equal(countLive(journal), 0);
      }),
    },
  ];
}

function countLive(journal: Parameters<typeof takeKey>[0]): number {
  return journal.countOpen({ wallet: CONTRACT_WALLET, mode: 'live' });
}

function readmissionCases(subject: JournalSubject): readonly JournalCase[] {
  const reopened = {
    name: 'TradeReopened',
    request: CONTRACT_REQUEST,
    deadlineAtMs: 180_000,
  } as const;
  return [
    {
      name: 'reopens a denied trade as the gates now decide, once',
      run: withJournal(subject, async (journal) => {
        takeKey(journal, { key: 'open' });
        const { tradeId, version } = takeKey(journal, { key: 'a', decide: () => DENIED });
        const seen: number[] = [];
        const readmission = {
          tradeId,
          expectedVersion: version,
          leaseEpoch: leaseOf(journal),
          reopened,
          decide: ({ openTrades }: { readonly openTrades: number }) => {
            seen.push(openTrades);
            return ADMITTED;
          },
        };
        const outcome = journal.readmit(readmission);
        assert.deepEqual(seen, [1]);
        assert.equal(outcome.kind === 'ok' && outcome.trade.status, 'admitted');
        assert.equal(outcome.kind === 'ok' && outcome.trade.version, 4);
        assert.deepEqual(journal.readmit(readmission), { kind: 'stale' });
        assert.equal(journal.history('a')?.events.length, 4);
        assert.deepEqual(journal.readmit({ ...readmission, tradeId: 'b' }), { kind: 'stale' });
      }),
    },
  ];
}
