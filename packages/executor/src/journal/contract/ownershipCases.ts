import assert from 'node:assert/strict';

import type { Journal } from '../journal.ts';
import {
  claimKey,
  CONTRACT_REQUEST,
  CONTRACT_WALLET,
  DENIED,
  leaseOf,
  SIGNED,
  takeKey,
} from './contractTrades.ts';
import { withPlace, type JournalCase, type JournalSubject } from './journalSubject.ts';

/** One owner at a time, and whoever was it before writes nothing any more. */
export function ownershipCases(subject: JournalSubject): readonly JournalCase[] {
  return [...leaseCases(subject), ...ownerCases(subject)];
}

function leaseCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'gives an owner one lease of a wallet, and the next owner a later one',
      run: withPlace(subject, async (place) => {
        const first = await place.open();
        const epoch = leaseOf(first);
        assert.equal(leaseOf(first), epoch);
        first.close();
        const next = await place.open();
        assert.ok(leaseOf(next) > epoch);
        next.close();
      }),
    },
    {
      name: 'fences every write under an older lease',
      run: withPlace(subject, async (place) => {
        const first = await place.open();
        const leaseEpoch = leaseOf(first);
        const trade = takeKey(first, { key: 'a' });
        const denied = takeKey(first, { key: 'b', decide: () => DENIED });
        first.close();
        const next = await place.open();
        leaseOf(next);
        const late = { tradeId: 'a', expectedVersion: 2, leaseEpoch };
        assert.deepEqual(next.append({ ...late, events: [SIGNED] }), FENCED);
        assert.deepEqual(claimKey(next, { key: 'c', leaseEpoch }), FENCED);
        assert.deepEqual(readmit(next, leaseEpoch), FENCED);
        assert.deepEqual(next.history('a')?.trade, trade);
        assert.deepEqual(next.history('b')?.trade, denied);
        assert.equal(next.findByKey('c', 'live'), undefined);
        next.close();
      }),
    },
  ];
}

const FENCED = { kind: 'fenced' };

function readmit(journal: Journal, leaseEpoch: number) {
  return journal.readmit({
    tradeId: 'b',
    expectedVersion: 2,
    leaseEpoch,
    reopened: { name: 'TradeReopened', request: CONTRACT_REQUEST, deadlineAtMs: 9 },
    decide: () => ({ name: 'TradeAdmitted' }),
  });
}

function ownerCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'lets nobody in while it is owned',
      run: withPlace(subject, async (place) => {
        const owner = await place.open();
        await assert.rejects(place.open(), { code: 'JOURNAL__LOCKED' });
        owner.close();
        const next = await place.open();
        next.close();
      }),
    },
    {
      name: 'fences an owner that has lost its lock without knowing',
      run: withPlace(subject, async (place) => {
        const first = await place.open();
        const leaseEpoch = leaseOf(first);
        const trade = takeKey(first, { key: 'a' });
        await first.durable();
        place.dropLock();
        const next = await place.open();
        const late = { tradeId: 'a', expectedVersion: 2, leaseEpoch, events: [SIGNED] };
        assert.deepEqual(first.append(late), FENCED);
        assert.deepEqual(claimKey(first, { key: 'b', leaseEpoch }), FENCED);
        assert.deepEqual(first.lease('another wallet'), FENCED);
        assert.deepEqual(next.history('a')?.trade, trade);
        const inTime = { ...late, leaseEpoch: leaseOf(next) };
        assert.equal(next.append(inTime).kind, 'ok');
        next.close();
      }),
    },
    {
      name: 'is tied to one wallet and one chain for good',
      run: withPlace(subject, async (place) => {
        const first = await place.open();
        assert.equal(first.bound('wallet'), undefined);
        first.bind('wallet', CONTRACT_WALLET);
        first.bind('wallet', CONTRACT_WALLET);
        assert.equal(first.bound('wallet'), CONTRACT_WALLET);
        first.close();
        const next = await place.open();
        const foreign = () => {
          next.bind('wallet', 'another wallet');
        };
        assert.throws(foreign, { code: 'JOURNAL__WRONG_OWNER' });
        next.bind('wallet', CONTRACT_WALLET);
        next.close();
      }),
    },
    {
      name: 'goes on where the owner before it ended',
      run: withPlace(subject, async (place) => {
        const first = await place.open();
        const trade = takeKey(first, { key: 'a' });
        await first.durable();
        place.crash();
        const next = await place.open();
        assert.deepEqual(next.openTrades(), [trade]);
        next.close();
      }),
    },
  ];
}
