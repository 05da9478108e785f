import {
  createTokenAddress,
  fingerprintRequest,
  type AnyExecutionRequest,
  type ErrorCode,
} from '@quantbot/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { claimTrade } from '../claim/claimTrade.ts';
import type { CompiledConfig } from '../config/compileConfig.ts';
import type { ExecutionLimits } from '../config/executionAdapterConfig.ts';
import type { JournalSubject } from '../journal/contract/journalSubject.ts';
import type { Journal } from '../journal/journal.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import { oracleBooks, readOracleTrade } from '../testing/bookOracle.ts';
import { fixtureConfig } from '../testing/fixtureConfig.ts';
import {
  appendFixture,
  FIXTURE_MINT,
  FIXTURE_WALLET,
  fixtureAttempt,
  fixtureFill,
} from '../testing/journalFixtures.ts';
import { MEMORY_SUBJECT, SQLITE_SUBJECT } from '../testing/journalSubjects.ts';

const TOKENS = [
  FIXTURE_MINT,
  createTokenAddress('So11111111111111111111111111111111111111112'),
  createTokenAddress('JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4'),
];
const MILLION = 1_000_000n;

/** How a trade that was let through goes on, each within what it reserved. */
type Fate = 'stays' | 'signs' | 'fills' | 'refused' | 'failsWithFees';

interface Ask {
  readonly token: number;
  readonly isBuy: boolean;
  readonly lamports: bigint;
  readonly fate: Fate;
  /** Share of what was bought that a sale brings, percent. */
  readonly price: bigint;
}

const ask: fc.Arbitrary<Ask> = fc.record({
  token: fc.nat({ max: TOKENS.length - 1 }),
  isBuy: fc.boolean(),
  lamports: fc.bigInt(1n, 60n * MILLION),
  fate: fc.constantFrom<Fate>('stays', 'signs', 'fills', 'fills', 'refused', 'failsWithFees'),
  price: fc.bigInt(10n, 200n),
});

const limits: fc.Arbitrary<ExecutionLimits> = fc
  .record({
    openTradesMax: fc.integer({ min: 1, max: 8 }),
    positionLamportsMax: fc.bigInt(60n * MILLION, 200n * MILLION),
    exposureMore: fc.bigInt(0n, 200n * MILLION),
    positionsMax: fc.integer({ min: 1, max: 3 }),
    dailyLossLamportsMax: fc.bigInt(0n, 60n * MILLION),
    dailyVolumeLamportsMax: fc.bigInt(60n * MILLION, 400n * MILLION),
    dailyFeeLamportsMax: fc.bigInt(0n, 90n * MILLION),
    ordersMax: fc.integer({ min: 1, max: 30 }),
  })
  .map(({ exposureMore, ...rest }) => ({
    ...rest,
    tradeLamportsMax: 50n * MILLION,
    solReserveLamportsMin: 0n,
    exposureLamportsMax: rest.positionLamportsMax + exposureMore,
  }));

function claim(journal: Journal, config: CompiledConfig, { asked, index }: Numbered): TradeRecord {
  const request: AnyExecutionRequest = {
    tokenAddress: TOKENS[asked.token] ?? FIXTURE_MINT,
    chain: 'solana',
    side: asked.isBuy ? 'buy' : 'sell',
    amountBaseUnits: String(asked.lamports),
    maxRetries: index % 3,
  };
  const parts = { config, journal, wallet: FIXTURE_WALLET, deadlineClock: config.clock };
  const claimed = claimTrade(parts, request, {
    kind: 'new',
    key: `key-${index}`,
    keyDerived: false,
    fingerprint: fingerprintRequest(request),
  });
  if (claimed === 'fenced') throw new Error(claimed);
  return claimed.trade;
}

interface Numbered {
  readonly asked: Ask;
  readonly index: number;
}

/** What becomes of a trade: a base unit costs a lamport, and a sale brings what the price says. */
function fateOf(trade: TradeRecord, { asked, index }: Numbered): readonly TradeEvent[] {
  const { isBuy, lamports, price, fate } = asked;
  const signature = `signature-${index}`;
  const brought = isBuy ? lamports : (lamports * price) / 100n + 20_000n;
  const seen = { signature, slot: '1010', witness: 'http://node' };
  const signed: TradeEvent = {
    name: 'AttemptSigned',
    attempt: {
      ...fixtureAttempt(),
      signature,
      amountIn: String(lamports),
      quotedOut: String(brought),
      minimumOut: String(isBuy ? lamports : brought),
      tokenRentLamports: isBuy ? '2039280' : '0',
    },
  };
  const fill = {
    ...fixtureFill(),
    signature,
    lamports: String(brought),
    tokenUnits: String(lamports),
    rentLamports: isBuy ? '2039280' : '0',
  };
  switch (fate) {
    case 'stays':
      return [];
    case 'signs':
      return [signed];
    case 'refused':
      return [{ name: 'TradeDenied', code: 'QUOTE__NO_ROUTE', result: { success: false } }];
    case 'failsWithFees':
      return [
        signed,
        { name: 'AttemptReverted', ...seen, error: 'x', feeLamports: '6000' },
        { name: 'TradeFailed', code: 'CONFIRM__REVERTED', result: { success: false } },
      ];
    case 'fills':
      return [
        signed,
        { name: 'AttemptConfirmed', ...seen },
        { name: 'FillRead', fill, result: { success: trade.key !== '' } },
      ];
    default:
      return fate satisfies never;
  }
}

/** Holds every limit against the events alone. */
function expectWithinLimits(journal: Journal, bounds: ExecutionLimits): void {
  const histories = journal.list({ limit: 999 }).flatMap(({ tradeId }) => {
    const history = journal.history(tradeId);
    return history === undefined ? [] : [history];
  });
  const trades = histories.map(readOracleTrade);
  const books = oracleBooks(trades, 0);
  const costs = TOKENS.map((token) => {
    const open = trades.filter((trade) => trade.token === token);
    const cost = books.positions.get(token)?.cost ?? 0n;
    return cost + open.reduce((sum, { openCost }) => sum + openCost, 0n);
  });
  for (const cost of costs) expect(cost <= (bounds.positionLamportsMax ?? 0n)).toBe(true);
  const exposure = costs.reduce((sum, cost) => sum + cost, 0n);
  expect(exposure <= (bounds.exposureLamportsMax ?? 0n)).toBe(true);
  expect(costs.filter((cost) => cost > 0n).length).toBeLessThanOrEqual(bounds.positionsMax ?? 0);
  const moving = histories.filter(({ trade }) => ['admitted', 'executing'].includes(trade.status));
  expect(moving.length).toBeLessThanOrEqual(bounds.openTradesMax);
  expect(
    trades.filter(({ admittedAtMs }) => admittedAtMs !== undefined).length,
  ).toBeLessThanOrEqual(bounds.ordersMax ?? 0);
}

/** Holds what sells may take beyond, because nothing traps a position, when a buy was let in. */
function expectBuyWithin(journal: Journal, bounds: ExecutionLimits): void {
  const trades = journal.list({ limit: 999 }).flatMap(({ tradeId }) => {
    const history = journal.history(tradeId);
    return history === undefined ? [] : [readOracleTrade(history)];
  });
  const { realised, fees, volume, openFees, openVolume } = oracleBooks(trades, 0);
  const loss = (realised < 0n ? -realised : 0n) + openFees;
  expect(loss <= (bounds.dailyLossLamportsMax ?? 0n)).toBe(true);
  expect(fees + openFees <= (bounds.dailyFeeLamportsMax ?? 0n)).toBe(true);
  expect(volume + openVolume <= (bounds.dailyVolumeLamportsMax ?? 0n)).toBe(true);
}

function isAdmitted({ trade }: { readonly trade: TradeRecord }): boolean {
  return trade.status === 'admitted';
}

async function play(
  subject: JournalSubject,
  bounds: ExecutionLimits,
  turns: ReadonlyArray<readonly Ask[]>,
): Promise<ReadonlySet<ErrorCode>> {
  const place = await subject.createPlace();
  const codes = new Set<ErrorCode>();
  try {
    const journal = await place.open();
    let tradeIds = 0;
    const base = fixtureConfig({ limits: bounds, jitoEndpoint: 'https://engine.example' });
    const uniqueId = () => `trade-${(tradeIds += 1)}`;
    const config = { ...base, platform: { ...base.platform, uniqueId } };
    let index = 0;
    for (const asks of turns) {
      // All of a turn ask before any of them is durable, and before any of them goes on.
      const claimed = asks.map((asked) => {
        index += 1;
        const trade = claim(journal, config, { asked, index });
        if (trade.errorCode !== undefined) codes.add(trade.errorCode);
        if (asked.isBuy && trade.status === 'admitted') expectBuyWithin(journal, bounds);
        expectWithinLimits(journal, bounds);
        return { trade, asked, index };
      });
      await journal.durable();
      for (const { trade, ...numbered } of claimed.filter(isAdmitted)) {
        appendFixture(journal, trade, fateOf(trade, numbered));
        expectWithinLimits(journal, bounds);
      }
    }
    await journal.durable();
    journal.close();
  } finally {
    await place.dispose();
  }
  return codes;
}

describe.each([
  ['in memory', MEMORY_SUBJECT, 60],
  ['in a file', SQLITE_SUBJECT, 15],
])('trades that ask together, with their journal %s', (_where, subject, numRuns) => {
  it('for all limits and outcomes, never pass a limit, and every gate has its say', async () => {
    const codes = new Set<ErrorCode>();
    await fc.assert(
      fc.asyncProperty(
        limits,
        fc.array(fc.array(ask, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 }),
        async (bounds, turns) => {
          for (const code of await play(subject, bounds, turns)) codes.add(code);
        },
      ),
      { numRuns, seed: 11 },
    );
    if (numRuns < 50) return;
    const told = [...codes].filter((code) => code.startsWith('RISK__'));
    expect(told.toSorted()).toEqual([
      'RISK__DAILY_FEES_EXCEED_MAXIMUM',
      'RISK__DAILY_LOSS_EXCEEDS_MAXIMUM',
      'RISK__DAILY_VOLUME_EXCEEDS_MAXIMUM',
      'RISK__EXPOSURE_EXCEEDS_MAXIMUM',
      'RISK__OPEN_TRADES_EXCEED_MAXIMUM',
      'RISK__ORDER_RATE_EXCEEDS_MAXIMUM',
      'RISK__POSITIONS_EXCEED_MAXIMUM',
      'RISK__POSITION_EXCEEDS_MAXIMUM',
      'RISK__TRADE_EXCEEDS_MAXIMUM',
    ]);
  }, 120_000);
});
