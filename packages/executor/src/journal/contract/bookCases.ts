import assert from 'node:assert/strict';

import { createTokenAddress } from '@quantbot/core';

import type { AdmissionSnapshot, Journal } from '../journal.ts';
import type { Fill, TradeEvent } from '../tradeEvents.ts';
import {
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
import { withJournal, withPlace, type JournalCase, type JournalSubject } from './journalSubject.ts';

/** What gates count is written in the commit of the events that change it. */
export function bookCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    ...reservationCases(subject),
    ...reopeningCases(subject),
    ...outcomeCases(subject),
    ...dayCases(subject),
    ...saleCases(subject),
    ...restartCases(subject),
  ];
}

const EVER = { dayStartMs: 0, ordersSinceMs: 0 };
const OTHER_TOKEN = createTokenAddress('So11111111111111111111111111111111111111112');

const ADMITTED_WITH: TradeEvent = {
  name: 'TradeAdmitted',
  reserved: { amountLamports: '100000000', feeLamports: '40000', rentLamports: '2978880' },
};
const RESERVED = 103_018_880n;

const FILL: Fill = {
  signature: 'contract-signature',
  slot: '1010',
  lamports: '100000000',
  tokenUnits: '2000',
  baseFeeLamports: '5000',
  priorityFeeLamports: '1000',
  tipLamports: '10000',
  rentLamports: '2039280',
  reportedFeeLamports: '6000',
};
const PAID = 102_055_280n;

const READ: TradeEvent = { name: 'FillRead', fill: FILL, result: { success: true } };
const ROLLED_BACK: TradeEvent = { name: 'AttemptRolledBack', signature: FILL.signature };

function look(journal: Journal, exceptTradeId?: string): AdmissionSnapshot {
  return journal.lookAt({
    wallet: CONTRACT_WALLET,
    mode: 'live',
    token: CONTRACT_REQUEST.tokenAddress,
    ...EVER,
    ...(exceptTradeId === undefined ? {} : { exceptTradeId }),
  });
}

function reservationCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'shows the gates what was reserved before them in the same turn, of the same wallet alone',
      run: withJournal(subject, async (journal) => {
        const seen: bigint[] = [];
        const ask = (key: string, wallet = CONTRACT_WALLET) =>
          takeKey(journal, {
            key,
            changes: { wallet },
            decide: ({ account }) => {
              seen.push(account.openCostLamports);
              return ADMITTED_WITH;
            },
          });
        ask('a');
        ask('b');
        ask('another', 'another wallet');
        claimKey(journal, { key: 'denied', decide: () => DENIED });
        ask('c');
        assert.deepEqual(seen, [0n, RESERVED, 0n, 2n * RESERVED]);
        assert.equal(look(journal).position.openCostLamports, 3n * RESERVED);
        assert.equal(look(journal).account.positions, 1n);
        assert.equal(look(journal).ordersInWindow, 3);
      }),
    },
    {
      name: 'leaves a trade out where it is the one that is judged',
      run: withJournal(subject, async (journal) => {
        takeKey(journal, { key: 'a', decide: () => ADMITTED_WITH });
        takeKey(journal, { key: 'b', decide: () => ADMITTED_WITH });
        const beside = look(journal, 'a');
        assert.equal(beside.openTrades, 1);
        assert.equal(beside.account.openCostLamports, RESERVED);
        assert.equal(beside.position.openCostLamports, RESERVED);
        assert.equal(beside.account.positions, 1n);
        assert.equal(beside.ordersInWindow, 1);
        assert.equal(look(journal, 'b').account.openFeeLamports, 40_000n);
      }),
    },
    {
      name: 'gives back what was reserved when a trade is refused later',
      run: withJournal(subject, async (journal) => {
        const trade = takeKey(journal, { key: 'a', decide: () => ADMITTED_WITH });
        moveOn(journal, trade, DENIED);
        const { account, position, ordersInWindow } = look(journal);
        assert.equal(account.openCostLamports, 0n);
        assert.equal(account.positions, 0n);
        assert.equal(position.openCostLamports, 0n);
        // It was let through all the same, and counts for the rate.
        assert.equal(ordersInWindow, 1);
      }),
    },
  ];
}

function reopeningCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'shows the gates of a reopened trade what others have reserved',
      run: withJournal(subject, async (journal) => {
        takeKey(journal, { key: 'a', decide: () => ADMITTED_WITH });
        const { tradeId, version } = takeKey(journal, { key: 'b', decide: () => DENIED });
        const seen: bigint[] = [];
        journal.readmit({
          tradeId,
          expectedVersion: version,
          leaseEpoch: leaseOf(journal),
          reopened: { name: 'TradeReopened', request: CONTRACT_REQUEST, deadlineAtMs: 180_000 },
          decide: ({ account }) => {
            seen.push(account.openCostLamports);
            return ADMITTED_WITH;
          },
        });
        assert.deepEqual(seen, [RESERVED]);
        assert.equal(look(journal).account.openCostLamports, 2n * RESERVED);
      }),
    },
  ];
}

function outcomeCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'books a purchase at what was paid with every cost, once',
      run: withJournal(subject, async (journal) => {
        const trade = takeKey(journal, { key: 'a', decide: () => ADMITTED_WITH });
        const read = moveOn(journal, trade, SIGNED, CONFIRMED, READ);
        const held = { units: 2_000n, costLamports: PAID, openCostLamports: 0n };
        assert.deepEqual(look(journal).position, held);
        const recorded = { ...READ, name: 'FillRecorded', witnesses: 2 } as const;
        moveOn(journal, read, recorded as TradeEvent);
        const { position, account, today } = look(journal);
        assert.deepEqual(position, held);
        assert.equal(account.costLamports, PAID);
        assert.equal(account.openFeeLamports, 0n);
        const volume = { realisedLamports: 0n, feeLamports: 16_000n, volumeLamports: 100_000_000n };
        assert.deepEqual(today, volume);
        const other = journal.lookAt({
          wallet: CONTRACT_WALLET,
          mode: 'live',
          token: OTHER_TOKEN,
          ...EVER,
        });
        assert.equal(other.position.units, 0n);
        const key = { wallet: CONTRACT_WALLET, mode: 'live' } as const;
        const { tokenAddress: token } = CONTRACT_REQUEST;
        assert.deepEqual(journal.heldPositions(key), [
          { token, units: 2_000n, costLamports: PAID },
        ]);
        assert.deepEqual(journal.heldPositions({ ...key, mode: 'dry' }), []);
        assert.equal(other.account.positions, 1n);
      }),
    },
    {
      name: 'counts a purchase as open again when its landing is rolled back, and nothing twice',
      run: withJournal(subject, async (journal) => {
        const trade = takeKey(journal, { key: 'a', decide: () => ADMITTED_WITH });
        const read = moveOn(journal, trade, SIGNED, CONFIRMED, READ);
        const back = moveOn(journal, read, ROLLED_BACK);
        const { position, today } = look(journal);
        assert.deepEqual(position, { units: 0n, costLamports: 0n, openCostLamports: RESERVED });
        assert.equal(today.volumeLamports, 0n);
        moveOn(journal, back, CONFIRMED, READ);
        assert.deepEqual(look(journal).position, {
          units: 2_000n,
          costLamports: PAID,
          openCostLamports: 0n,
        });
        assert.equal(look(journal).today.volumeLamports, 100_000_000n);
      }),
    },
  ];
}

function dayCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'counts today from the quarter of an hour in which the day begins',
      run: withJournal(subject, async (journal) => {
        const trade = takeKey(journal, { key: 'a', decide: () => ADMITTED_WITH });
        const { bookedAtMs = 0 } = moveOn(journal, trade, SIGNED, CONFIRMED, READ);
        const quarter = Math.floor(bookedAtMs / 900_000) * 900_000;
        const query = {
          wallet: CONTRACT_WALLET,
          mode: 'live',
          token: OTHER_TOKEN,
          ordersSinceMs: bookedAtMs + 1,
        } as const;
        const today = journal.lookAt({ ...query, dayStartMs: quarter });
        assert.equal(today.today.volumeLamports, 100_000_000n);
        assert.equal(today.ordersInWindow, 0);
        const tomorrow = journal.lookAt({ ...query, dayStartMs: quarter + 900_000 });
        assert.equal(tomorrow.today.volumeLamports, 0n);
      }),
    },
  ];
}

/** Buys 2000 base units for `PAID`. */
function buy(journal: Journal, key = 'bought'): void {
  const trade = takeKey(journal, { key, decide: () => ADMITTED_WITH });
  moveOn(journal, trade, signedAs(key), confirmedAs(key), readAs(key));
}

function signedAs(signature: string, changes: object = {}): TradeEvent {
  return SIGNED.name === 'AttemptSigned'
    ? { ...SIGNED, attempt: { ...SIGNED.attempt, signature, ...changes } }
    : SIGNED;
}

function confirmedAs(signature: string): TradeEvent {
  return { name: 'AttemptConfirmed', signature, slot: '1010', witness: 'http://node' };
}

function readAs(signature: string, changes: Partial<Fill> = {}): TradeEvent {
  return { name: 'FillRead', fill: { ...FILL, signature, ...changes }, result: { success: true } };
}

/** Asks for a sale that reserves the fees it will pay. */
function sell(journal: Journal, key: string) {
  const request = { ...CONTRACT_REQUEST, side: 'sell' } as const;
  const reserved = { amountLamports: '0', feeLamports: '16000', rentLamports: '0' };
  const decide = (): TradeEvent => ({ name: 'TradeAdmitted', reserved });
  return takeKey(journal, { key, changes: { request }, decide });
}

function saleCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'counts an open sale as held, and as lost what its least output lacks of the cost',
      run: withJournal(subject, async (journal) => {
        buy(journal);
        const trade = sell(journal, 'sold');
        assert.equal(look(journal).account.openLossLamports, 16_000n);
        const least = { amountIn: '1000', quotedOut: '41000000', minimumOut: '40000000' };
        const signed = moveOn(journal, trade, signedAs('sold', least));
        const { position, account } = look(journal);
        assert.equal(position.costLamports, PAID);
        assert.equal(account.openLossLamports, 16_000n + PAID / 2n - 40_000_000n);
        assert.equal(account.openVolumeLamports, 41_000_000n);
        moveOn(journal, signed, confirmedAs('sold'), readAs('sold', SOLD_HALF));
        assert.equal(look(journal).account.openLossLamports, 0n);
      }),
    },
    {
      name: 'counts no gain of an open sale',
      run: withJournal(subject, async (journal) => {
        buy(journal);
        const least = { amountIn: '1000', quotedOut: '91000000', minimumOut: '90000000' };
        moveOn(journal, sell(journal, 'sold'), signedAs('sold', least));
        assert.equal(look(journal).account.openLossLamports, 16_000n);
      }),
    },
    {
      name: 'realises on a sale its share of the average cost, to the lamport',
      run: withJournal(subject, async (journal) => {
        buy(journal);
        buy(journal, 'bought again');
        const trade = sell(journal, 'sold');
        moveOn(journal, trade, signedAs('sold'), confirmedAs('sold'), readAs('sold', SOLD_HALF));
        const { position, account, today } = look(journal);
        const cost = (2n * PAID) / 4n;
        assert.deepEqual(position, {
          units: 3_000n,
          costLamports: 2n * PAID - cost,
          openCostLamports: 0n,
        });
        assert.equal(account.costLamports, 2n * PAID - cost);
        assert.equal(today.realisedLamports, 50_000_000n - 16_000n - cost);
        assert.equal(today.feeLamports, 48_000n);
        assert.equal(today.volumeLamports, 250_000_000n);
      }),
    },
    {
      name: 'takes no gain for tokens that no purchase of the journal brought',
      run: withJournal(subject, async (journal) => {
        buy(journal);
        const trade = sell(journal, 'sold');
        const all = { ...SOLD_HALF, tokenUnits: '4000', lamports: '400016000' };
        moveOn(journal, trade, signedAs('sold'), confirmedAs('sold'), readAs('sold', all));
        const { position, account, today } = look(journal);
        assert.deepEqual(position, { units: 0n, costLamports: 0n, openCostLamports: 0n });
        assert.deepEqual(journal.heldPositions({ wallet: CONTRACT_WALLET, mode: 'live' }), []);
        assert.equal(account.positions, 0n);
        assert.equal(today.realisedLamports, 200_000_000n - PAID);
      }),
    },
  ];
}

/** Half of a purchase, sold for 0.05 SOL and the usual fees. */
const SOLD_HALF: Partial<Fill> = { tokenUnits: '1000', lamports: '50000000', rentLamports: '0' };

function restartCases(subject: JournalSubject): readonly JournalCase[] {
  return [
    {
      name: 'keeps the books through a crash as far as the events, and no further',
      run: withPlace(subject, async (place) => {
        const journal = await place.open();
        const trade = takeKey(journal, { key: 'a', decide: () => ADMITTED_WITH });
        moveOn(journal, trade, SIGNED, CONFIRMED, READ);
        await journal.durable();
        const kept = look(journal);
        takeKey(journal, { key: 'b', decide: () => ADMITTED_WITH });
        assert.equal(look(journal).account.openCostLamports, RESERVED);
        place.crash();
        const reopened = await place.open();
        assert.deepEqual(look(reopened), kept);
        reopened.close();
      }),
    },
    {
      name: 'leaves nothing in the books of a write that is impossible',
      run: withJournal(subject, async (journal) => {
        const trade = takeKey(journal, { key: 'a', decide: () => ADMITTED_WITH });
        const before = look(journal);
        assert.throws(() => moveOn(journal, trade, SIGNED, CONFIRMED, READ, CANCELLED), {
          code: 'INVARIANT__TRANSITION_ILLEGAL',
        });
        assert.deepEqual(look(journal), before);
      }),
    },
  ];
}
