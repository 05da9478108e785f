import { createTokenAddress, isFault, LAMPORTS_PER_SOL } from '@quantbot/core';
import { address } from '@solana/kit';

import { readMint } from '../facts/tokenProgram.ts';
import { WRAPPED_SOL } from '../facts/walletAccounts.ts';
import { bookPeriodsOf } from '../gates/bookPeriods.ts';
import { judges } from '../gates/gate.ts';
import { markedLossGate, type MarkedLoss } from '../gates/markedLossGate.ts';
import { reservationOf } from '../gates/reservationOf.ts';
import { askSecondPrices } from '../gates/secondPrice.ts';
import type { HeldPosition } from '../journal/books/bookRows.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import type { ExecutorParts } from './executorParts.ts';

/** Positions that are marked for one trade; a node answers for so many accounts in one call. */
const MARKED_POSITIONS_MAX = 100;

/** What the day has lost with positions at today's prices, where a limit wants to know. */
export async function markPositions(
  parts: Pick<ExecutorParts, 'config' | 'log' | 'pool' | 'closing'>,
  trade: TradeRecord,
): Promise<MarkedLoss | undefined> {
  const { config, log } = parts;
  const { limits } = config;
  if (limits?.dailyLossMarkToMarket !== true) return undefined;
  if (!judges(markedLossGate, trade.request.side, limits)) return undefined;
  const { today, account } = log.lookBeside(trade, bookPeriodsOf(config));
  const marked = await markAll(parts, log.heldPositions(trade));
  if (typeof marked !== 'bigint') return marked;
  const { realisedLamports } = today;
  return {
    kind: 'loss',
    lossLamports: (realisedLamports < 0n ? -realisedLamports : 0n) + account.openLossLamports,
    markedLamports: marked,
    feeLamports: reservationOf(trade.request, config).feeLamports,
  };
}

type Unmarked = Extract<MarkedLoss, { kind: 'none' }>;

async function markAll(
  { config, pool, closing }: Pick<ExecutorParts, 'config' | 'pool' | 'closing'>,
  positions: readonly HeldPosition[],
): Promise<bigint | Unmarked> {
  const [first] = positions;
  const { marketData, platform, clock, limits } = config;
  if (first === undefined) return 0n;
  const none = (mint: string, reason: string): Unmarked => ({ kind: 'none', mint, reason });
  if (marketData === undefined || limits === undefined) return none(first.token, 'there is none');
  if (positions.length > MARKED_POSITIONS_MAX) {
    return none(first.token, `${positions.length} positions are more than can be asked about`);
  }
  const tokens = positions.map(({ token }) => createTokenAddress(token));
  const [mints, prices] = await Promise.all([
    pool.ask('getMultipleAccounts', async (node) => node.accounts(tokens.map(address), undefined)),
    askSecondPrices({
      marketData,
      platform,
      tokens,
      wrappedSol: createTokenAddress(WRAPPED_SOL),
      nowMs: clock.nowMs(),
      priceAgeMsMax: limits.priceAgeMsMax,
      closing,
    }),
  ]);
  if (isFault(mints)) return none(first.token, mints.message);
  let lost = 0n;
  for (const [index, position] of positions.entries()) {
    const mint = readMint(address(position.token), mints.accounts[index] ?? null);
    if (isFault(mint)) return none(position.token, mint.message);
    const price = prices[index];
    if (price?.kind !== 'price') return none(position.token, price?.reason ?? 'it has none');
    const worth = worthOf(position.units, mint.decimals, price.solPerToken);
    if (worth < position.costLamports) lost += position.costLamports - worth;
  }
  return lost;
}

/** Lamports, rounded down; what is more than any wallet holds is of no matter. */
function worthOf(units: bigint, decimals: number, solPerToken: number): bigint {
  const lamports = (Number(units) / 10 ** decimals) * solPerToken * Number(LAMPORTS_PER_SOL);
  return BigInt(Math.floor(Math.min(lamports, Number.MAX_SAFE_INTEGER)));
}
