import { readAmount, SOL_DECIMALS, type AnyExecutionRequest } from '@quantbot/core';

import { isTerminal } from '../tradeMachine.ts';
import type { Fill, TransactionPlan } from '../tradeEvents.ts';
import { lastAttempt, openAttempt, type AttemptRecord, type TradeRecord } from '../tradeRecord.ts';

/**
 * What a trade counts for in the books, as far as its own record tells. A trade that has not ended
 * counts in the worst direction: an open buy as spent, an open sell as one that brings its least.
 */
export interface TradeFigures {
  /** When the gates let it through last; `undefined` when they never did. */
  readonly admittedAtMs: number | undefined;
  /** When its outcome became known; decides on which day it counts. */
  readonly bookedAtMs: number | undefined;
  /** Lamports an open buy may still take, with the fees of every attempt and rent. */
  readonly openCostLamports: bigint;
  /** Lamports of fees that an open trade may still pay. */
  readonly openFeeLamports: bigint;
  /** Lamports an open trade may still move through a swap. */
  readonly openVolumeLamports: bigint;
  /** Base units that an open sell takes that is signed, or may be; 0 before. */
  readonly openSellUnits: bigint;
  /** Least lamports that it brings. */
  readonly openSellMinimumLamports: bigint;
  /** Base units that came in, negative when they went out. */
  readonly units: bigint;
  /** A buy: lamports paid with all costs. A sell: lamports that came in, after all costs. */
  readonly lamports: bigint;
  /** Lamports of fees and tips paid, over all attempts. */
  readonly feeLamports: bigint;
  /** Lamports on the SOL side of the swap. */
  readonly volumeLamports: bigint;
}

const NOTHING = {
  bookedAtMs: undefined,
  openCostLamports: 0n,
  openFeeLamports: 0n,
  openVolumeLamports: 0n,
  openSellUnits: 0n,
  openSellMinimumLamports: 0n,
  units: 0n,
  lamports: 0n,
  feeLamports: 0n,
  volumeLamports: 0n,
};

/** Figures by record: what a trade has become is what it was before its next event. */
const worked = new WeakMap<TradeRecord, TradeFigures>();

/** What a trade counts for; pure, from its record alone. */
export function figuresOf(trade: TradeRecord): TradeFigures {
  const known = worked.get(trade);
  if (known !== undefined) return known;
  const figures = workOut(trade);
  worked.set(trade, figures);
  return figures;
}

function workOut(trade: TradeRecord): TradeFigures {
  const { status, bookedAtMs, resolution, attempts } = trade;
  const figures = { ...NOTHING, admittedAtMs: trade.admittedAtMs };
  if (status === 'received' || status === 'denied') return figures;
  const isDead = status === 'resolved' && resolution?.as === 'dead';
  const revertFees = sum(attempts.map(({ revertFeeLamports }) => BigInt(revertFeeLamports ?? 0)));
  if (trade.fill !== undefined && !isDead) {
    return { ...figures, bookedAtMs, ...filledFigures(trade, fillFigures(trade.fill), revertFees) };
  }
  const landed = isDead ? undefined : landedUnread(trade);
  if (landed !== undefined) {
    return {
      ...figures,
      bookedAtMs,
      ...filledFigures(trade, worstFill(trade, landed), revertFees),
    };
  }
  if (isTerminal(status) && status !== 'conflicted') {
    return revertFees === 0n ? figures : { ...figures, bookedAtMs, feeLamports: revertFees };
  }
  return { ...figures, ...openFigures(trade, revertFees) };
}

/** What a landing moved. */
interface Landing {
  readonly lamports: bigint;
  readonly units: bigint;
  readonly feeLamports: bigint;
  readonly rentLamports: bigint;
}

function fillFigures(fill: Fill): Landing {
  return {
    lamports: BigInt(fill.lamports),
    units: BigInt(fill.tokenUnits),
    feeLamports:
      BigInt(fill.baseFeeLamports) + BigInt(fill.priorityFeeLamports) + BigInt(fill.tipLamports),
    rentLamports: BigInt(fill.rentLamports),
  };
}

/** A landing that nobody can read any more took the most and gave the least that it could. */
function worstFill({ request }: TradeRecord, attempt: AttemptRecord): Landing {
  const isBuy = request.side === 'buy';
  return {
    lamports: BigInt(isBuy ? attempt.amountIn : attempt.minimumOut),
    units: BigInt(isBuy ? attempt.minimumOut : attempt.amountIn),
    feeLamports: feesOf(attempt),
    rentLamports: isBuy ? BigInt(attempt.tokenRentLamports ?? 0) : 0n,
  };
}

/** The attempt that a person holds for landed although nothing of it was read. */
function landedUnread({ status, resolution, attempts }: TradeRecord): AttemptRecord | undefined {
  if (status !== 'resolved' || resolution === undefined) return undefined;
  return attempts.find(({ signature }) => signature === resolution.signature);
}

function filledFigures(trade: TradeRecord, landing: Landing, revertFees: bigint) {
  const isBuy = trade.request.side === 'buy';
  const feeLamports = landing.feeLamports + revertFees;
  const costs = feeLamports + landing.rentLamports;
  return {
    units: isBuy ? landing.units : -landing.units,
    lamports: isBuy ? landing.lamports + costs : landing.lamports - costs,
    feeLamports,
    volumeLamports: landing.lamports,
  };
}

/** A trade whose outcome nobody knows: what it reserved, or what it has signed if that is more. */
function openFigures(trade: TradeRecord, revertFees: bigint) {
  const { request, reserved } = trade;
  // In a conflict the landing may be of any attempt; the newest is the dearest.
  const attempt =
    openAttempt(trade) ?? (trade.status === 'conflicted' ? lastAttempt(trade) : undefined);
  const signedFees = revertFees + (attempt === undefined ? 0n : feesOf(attempt));
  const openFeeLamports = highest(BigInt(reserved?.feeLamports ?? 0), signedFees);
  if (request.side === 'buy') {
    const amount = BigInt(reserved?.amountLamports ?? attempt?.amountIn ?? buyLamports(request));
    const signedRent = BigInt(attempt?.tokenRentLamports ?? 0);
    const rent = highest(BigInt(reserved?.rentLamports ?? 0), signedRent);
    return {
      openCostLamports: amount + openFeeLamports + rent,
      openFeeLamports,
      openVolumeLamports: amount,
    };
  }
  return {
    openFeeLamports,
    openVolumeLamports: BigInt(attempt?.quotedOut ?? 0),
    openSellUnits: BigInt(attempt?.amountIn ?? 0),
    openSellMinimumLamports: BigInt(attempt?.minimumOut ?? 0),
  };
}

function feesOf(attempt: TransactionPlan): bigint {
  const { baseFeeLamports, priorityFeeLamports, tipLamports } = attempt;
  return BigInt(baseFeeLamports) + BigInt(priorityFeeLamports) + BigInt(tipLamports);
}

/** Lamports that a buy puts into the swap, for journals from before reservations were written. */
function buyLamports(request: AnyExecutionRequest): bigint {
  if (request.amountBaseUnits !== undefined) return BigInt(request.amountBaseUnits);
  const reading = readAmount(request.amount ?? Number.NaN, SOL_DECIMALS);
  return reading.ok ? reading.units : 0n;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function highest(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
