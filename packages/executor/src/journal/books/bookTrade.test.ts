import { createTokenAddress, type AnyExecutionRequest } from '@quantbot/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  oracleBooks,
  readOracleTrade,
  type OracleBooks,
  type OracleTrade,
} from '../../testing/bookOracle.ts';
import {
  admitFixture,
  appendFixture,
  FIXTURE_MINT,
  FIXTURE_WALLET,
  fixtureAttempt,
  fixtureClaim,
  fixtureFill,
} from '../../testing/journalFixtures.ts';
import { MEMORY_SUBJECT, SQLITE_SUBJECT } from '../../testing/journalSubjects.ts';
import type { JournalSubject } from '../contract/journalSubject.ts';
import type { Journal } from '../journal.ts';
import type { TradeEvent } from '../tradeEvents.ts';
import type { TradeRecord } from '../tradeRecord.ts';

const TOKENS = [FIXTURE_MINT, createTokenAddress('So11111111111111111111111111111111111111112')];
const LIVE = { wallet: FIXTURE_WALLET, mode: 'live' } as const;
const EVER = { dayStartMs: 0, ordersSinceMs: 0 };

/** Turns a trade of a made-up history may take; one that cannot be taken now is left out. */
type Turn = 'sign' | 'revert' | 'expire' | 'confirm' | 'read' | 'record' | 'fail' | 'cancel';

interface Step {
  readonly trade: number;
  /** `next` is the one that brings the trade nearer to its fill. */
  readonly turn: Turn | 'next';
  readonly lamports: bigint;
  readonly units: bigint;
  readonly rent: bigint;
}

interface Opening {
  readonly token: number;
  readonly isBuy: boolean;
  readonly amount: bigint;
  readonly isDry: boolean;
}

const amount = fc.bigInt(1n, 10n ** 12n);
const opening = fc.record({
  token: fc.nat({ max: 1 }),
  isBuy: fc.boolean(),
  amount,
  isDry: fc.nat({ max: 9 }).map((chance) => chance === 0),
});
const step: fc.Arbitrary<Step> = fc.record({
  trade: fc.nat({ max: 5 }),
  turn: fc.oneof(
    { weight: 6, arbitrary: fc.constant('next' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Turn>('sign', 'confirm', 'revert', 'expire', 'fail', 'cancel'),
    },
  ),
  lamports: amount,
  units: amount,
  rent: fc.bigInt(-2_039_280n, 2_039_280n),
});

function openTrade(
  journal: Journal,
  { token, isBuy, amount: given, isDry }: Opening,
  index: number,
) {
  const tokenAddress = TOKENS[token] ?? FIXTURE_MINT;
  const side = isBuy ? 'buy' : 'sell';
  const request: AnyExecutionRequest = {
    tokenAddress,
    chain: 'solana',
    side,
    amountBaseUnits: String(given),
  };
  const reserved = {
    amountLamports: isBuy ? String(given) : '0',
    feeLamports: '12000',
    rentLamports: isBuy ? '2978880' : '0',
  };
  const key = `key-${index}`;
  const mode = isDry ? 'dry' : 'live';
  const claimed = admitFixture(
    journal,
    fixtureClaim(`${mode} ${key}`, { key, mode, request }, { name: 'TradeAdmitted', reserved }),
  );
  if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
}

function nextTurn({ status, fill }: TradeRecord): Turn {
  if (status === 'admitted') return 'sign';
  if (status === 'executing') return 'confirm';
  return fill === undefined ? 'read' : 'record';
}

function eventsOf(trade: TradeRecord, given: Step): TradeEvent[] {
  const { lamports, units, rent } = given;
  const turn = given.turn === 'next' ? nextTurn(trade) : given.turn;
  const number = trade.attempts.length + (turn === 'sign' ? 1 : 0);
  const name = `${trade.tradeId}-${number}`;
  const signature = name;
  const isBuy = trade.request.side === 'buy';
  const fill = {
    ...fixtureFill(),
    signature,
    lamports: String(lamports),
    tokenUnits: String(units),
    // Only a sale frees rent, by the account that it closes.
    rentLamports: String(isBuy && rent < 0n ? -rent : rent),
  };
  const result = { success: true, txSignature: signature };
  const seen = { signature, slot: '1010', witness: 'http://node' };
  switch (turn) {
    case 'sign':
      return [
        {
          name: 'AttemptSigned',
          attempt: {
            ...fixtureAttempt(number),
            signature,
            amountIn: trade.request.amountBaseUnits ?? '0',
            minimumOut: trade.attempts[0]?.minimumOut ?? String(lamports),
            quotedOut: String(lamports + 1n),
            tokenRentLamports: isBuy ? '2039280' : '0',
          },
        },
      ];
    case 'revert':
      return [{ name: 'AttemptReverted', ...seen, error: 'x', feeLamports: '6000' }];
    case 'expire':
      return [{ name: 'AttemptExpired', signature, deathHeight: '1182', witnesses: [] }];
    case 'confirm':
      return [{ name: 'AttemptConfirmed', ...seen }];
    case 'read':
      return [{ name: 'FillRead', fill, result }];
    case 'record':
      return [{ name: 'FillRecorded', fill: trade.fill ?? fill, witnesses: 2, result }];
    case 'fail':
      return [{ name: 'TradeFailed', code: 'CONFIRM__EXPIRED', result: { success: false } }];
    case 'cancel':
      return [{ name: 'TradeCancelled', result: { success: false } }];
    default:
      return turn satisfies never;
  }
}

/** Takes a step if the journal allows it. */
function take(journal: Journal, trades: readonly TradeRecord[], taken: Step): void {
  const found = trades[taken.trade % Math.max(trades.length, 1)];
  const trade = found && journal.history(found.tradeId)?.trade;
  if (trade === undefined) return;
  try {
    appendFixture(journal, trade, eventsOf(trade, taken));
  } catch (cause) {
    if (!/INVARIANT__/u.test(String((cause as { code?: unknown }).code))) throw cause;
  }
}

function oracleOf(journal: Journal): {
  readonly trades: readonly OracleTrade[];
  readonly books: OracleBooks;
} {
  const trades = journal
    .list({ limit: 99 })
    .filter(({ mode }) => mode === 'live')
    .flatMap(({ tradeId }) => {
      const history = journal.history(tradeId);
      return history === undefined ? [] : [readOracleTrade(history)];
    });
  return { trades, books: oracleBooks(trades, 0) };
}

/** The journal's own figures of every token, in the words of the oracle. */
function figuresOf(journal: Journal) {
  return TOKENS.map((token) => journal.lookAt({ ...LIVE, token, ...EVER }));
}

function expectOracle(journal: Journal): void {
  const { trades, books } = oracleOf(journal);
  const snapshots = figuresOf(journal);
  let cost = 0n;
  let held = 0n;
  for (const [index, token] of TOKENS.entries()) {
    const position = books.positions.get(token) ?? { units: 0n, cost: 0n };
    const openCost = trades
      .filter((trade) => trade.token === token)
      .reduce((sum, trade) => sum + trade.openCost, 0n);
    expect(snapshots[index]?.position).toEqual({
      units: position.units,
      costLamports: position.cost,
      openCostLamports: openCost,
    });
    cost += position.cost;
    if (position.units > 0n || openCost > 0n) held += 1n;
  }
  for (const { account, today, ordersInWindow } of snapshots) {
    expect(account).toMatchObject({
      costLamports: cost,
      openCostLamports: books.openCost,
      openFeeLamports: books.openFees,
      openVolumeLamports: books.openVolume,
      positions: held,
    });
    expect(account.openLossLamports).toBeGreaterThanOrEqual(books.openFees);
    expect(today).toEqual({
      realisedLamports: books.realised,
      feeLamports: books.fees,
      volumeLamports: books.volume,
    });
    const admitted = trades.filter(({ admittedAtMs }) => admittedAtMs !== undefined);
    expect(ordersInWindow).toBe(admitted.length);
  }
}

async function play(
  subject: JournalSubject,
  { openings, steps }: { readonly openings: readonly Opening[]; readonly steps: readonly Step[] },
): Promise<void> {
  const place = await subject.createPlace();
  try {
    const journal = await place.open();
    openings.forEach((opened, index) => {
      openTrade(journal, opened, index);
    });
    for (const taken of steps) {
      take(journal, journal.list({ limit: 99 }), taken);
      expectOracle(journal);
    }
    await journal.durable();
    const before = figuresOf(journal);
    journal.close();
    const reopened = await place.open();
    expect(figuresOf(reopened)).toEqual(before);
    reopened.close();
  } finally {
    await place.dispose();
  }
}

describe.each([
  ['the journal in memory', MEMORY_SUBJECT, 120],
  ['the journal in a file', SQLITE_SUBJECT, 30],
])('the books of %s', (_name, subject, numRuns) => {
  it('for all histories, are what the events say, to the lamport, and the same when reopened', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          openings: fc.array(opening, { minLength: 1, maxLength: 6 }),
          steps: fc.array(step, { maxLength: 40 }),
        }),
        async (history) => play(subject, history),
      ),
      { numRuns },
    );
  }, 120_000);
});
