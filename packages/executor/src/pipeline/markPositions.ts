import { createTokenAddress, isFault, LAMPORTS_PER_SOL, type Fault } from '@quantbot/core';
import { address, type Address } from '@solana/kit';

import { askOperators, type Told } from '../chain/askOperators.ts';
import type { ChainNode } from '../chain/chainNode.ts';
import { operatorsRequired } from '../chain/operatorsRequired.ts';
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
    readDecimals({ config, pool }, tokens.map(address)),
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
    const mint = mints[index];
    if (typeof mint !== 'number') return none(position.token, mint ?? 'nobody told of it');
    const price = prices[index];
    if (price?.kind !== 'price') return none(position.token, price?.reason ?? 'it has none');
    const worth = worthOf(position.units, mint, price.solPerToken);
    if (worth < position.costLamports) lost += position.costLamports - worth;
  }
  return lost;
}

/** Decimals of a mint, or why nobody knows them. */
type Decimals = number | string;

/**
 * Two operators have to tell the same, where one is not enough: by fewer decimals a position would
 * be worth a multiple, and the loss that the limit is for would be none.
 */
async function readDecimals(
  { config, pool }: Pick<ExecutorParts, 'config' | 'pool'>,
  mints: readonly Address[],
): Promise<readonly Decimals[] | Fault> {
  const ask = async (node: ChainNode): Promise<readonly Decimals[]> => {
    const { accounts } = await node.accounts(mints);
    return mints.map((mint, index) => {
      const read = readMint(mint, accounts[index] ?? null);
      return isFault(read) ? read.message : read.decimals;
    });
  };
  const method = 'getMultipleAccounts';
  if (config.allowSingleWitness || operatorsRequired(pool.nodes) < 2) return pool.ask(method, ask);
  return askOperators(pool.nodes, { method, ask, agree: toldTwice });
}

function toldTwice(
  told: ReadonlyArray<Told<readonly Decimals[]>>,
): readonly Decimals[] | undefined {
  const texts = told.map(({ operator, answer }) => ({ operator, text: answer.join() }));
  const at = texts.findIndex(({ operator, text }) =>
    texts.some((other) => other.operator !== operator && other.text === text),
  );
  return told[at]?.answer;
}

/** Lamports, rounded down; what is more than any wallet holds is of no matter. */
function worthOf(units: bigint, decimals: number, solPerToken: number): bigint {
  const lamports = (Number(units) / 10 ** decimals) * solPerToken * Number(LAMPORTS_PER_SOL);
  return BigInt(Math.floor(Math.min(lamports, Number.MAX_SAFE_INTEGER)));
}
