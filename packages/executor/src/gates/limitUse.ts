import type { ErrorCode, TradeSide } from '@quantbot/core';

import { DEFAULT_LIMITS } from '../config/defaults.ts';
import type { CompiledLimits, ExecutionLimits } from '../config/executionAdapterConfig.ts';
import type { BookKey } from '../journal/books/bookRows.ts';
import type { AdmissionSnapshot } from '../journal/journal.ts';
import type { JournalFeed } from '../journal/journalFeed.ts';
import { ADMISSION_GATES } from './gates.ts';
import type { GateName } from './gateNames.ts';
import { createRiskDay } from './riskDay.ts';

/** A limit and how much of it is used before the next trade. */
export interface LimitUse {
  readonly gate: GateName;
  /** Code that a trade above it is denied with. */
  readonly code: ErrorCode;
  /** Side that it judges. */
  readonly side: TradeSide | 'both';
  /** Token that it is for, of a limit that each token has for itself. */
  readonly token?: string;
  readonly limit: bigint;
  /** Open trades count at their worst. `undefined` of a limit for each trade by itself. */
  readonly used: bigint | undefined;
  readonly unit: string;
}

/** Whose limits, and when. */
export interface LimitUseQuery extends BookKey {
  readonly limits: ExecutionLimits;
  readonly nowMs: number;
}

/**
 * How much of every limit that is set and counts is used, as the gates will see it for the next
 * trade.
 */
export function readLimitUse(
  feed: Pick<JournalFeed, 'heldPositions' | 'lookAt'>,
  { limits: given, nowMs, wallet, mode }: LimitUseQuery,
): readonly LimitUse[] {
  const limits: CompiledLimits = { ...DEFAULT_LIMITS, ...given };
  const periods = {
    dayStartMs: createRiskDay(limits.riskTimeZone)(nowMs),
    ordersSinceMs: nowMs - limits.orderWindowMs,
  };
  const lookAt = (token: string): AdmissionSnapshot =>
    feed.lookAt({ wallet, mode, token, ...periods });
  const shared = COUNTED.flatMap(({ gate, limit, used }): LimitUse[] => {
    const value = limit(limits);
    return value === undefined
      ? []
      : [rowOf(gate, limits, { limit: value, used: used(lookAt('')) })];
  });
  const { positionLamportsMax } = limits;
  if (positionLamportsMax === undefined) return shared;
  const positions = feed.heldPositions({ wallet, mode }).map(({ token }): LimitUse => {
    const { costLamports, openCostLamports } = lookAt(token).position;
    const used = (costLamports > 0n ? costLamports : 0n) + openCostLamports;
    return { ...rowOf('position', limits, { limit: positionLamportsMax, used }), token };
  });
  return [...shared, ...positions];
}

interface CountedLimit {
  readonly gate: GateName;
  readonly limit: (limits: CompiledLimits) => bigint | undefined;
  readonly used: (snapshot: AdmissionSnapshot) => bigint | undefined;
}

const optional = (value: number | undefined): bigint | undefined =>
  value === undefined ? undefined : BigInt(value);

/** The same figures that the gates of these names compare. */
const COUNTED: readonly CountedLimit[] = [
  {
    gate: 'openTrades',
    limit: ({ openTradesMax }) => BigInt(openTradesMax),
    used: ({ openTrades }) => BigInt(openTrades),
  },
  {
    gate: 'tradeSize',
    limit: ({ tradeLamportsMax }) => tradeLamportsMax,
    used: () => undefined,
  },
  {
    gate: 'exposure',
    limit: ({ exposureLamportsMax }) => exposureLamportsMax,
    used: ({ account }) => account.costLamports + account.openCostLamports,
  },
  {
    gate: 'positions',
    limit: ({ positionsMax }) => optional(positionsMax),
    used: ({ account }) => account.positions,
  },
  {
    gate: 'dailyLoss',
    limit: ({ dailyLossLamportsMax }) => dailyLossLamportsMax,
    used: ({ today, account }) =>
      (today.realisedLamports < 0n ? -today.realisedLamports : 0n) + account.openLossLamports,
  },
  {
    gate: 'dailyVolume',
    limit: ({ dailyVolumeLamportsMax }) => dailyVolumeLamportsMax,
    used: ({ today, account }) => today.volumeLamports + account.openVolumeLamports,
  },
  {
    gate: 'dailyFees',
    limit: ({ dailyFeeLamportsMax }) => dailyFeeLamportsMax,
    used: ({ today, account }) => today.feeLamports + account.openFeeLamports,
  },
  {
    gate: 'orderRate',
    limit: ({ ordersMax }) => optional(ordersMax),
    used: ({ ordersInWindow }) => BigInt(ordersInWindow),
  },
];

function rowOf(
  name: GateName,
  limits: CompiledLimits,
  figures: Pick<LimitUse, 'limit' | 'used'>,
): LimitUse {
  const gate = ADMISSION_GATES.find((candidate) => candidate.name === name);
  const [code] = gate?.codes ?? [];
  if (gate === undefined || code === undefined) throw new TypeError(`no gate ${name} with a code`);
  const isWidened = limits.alsoOnSells.some((widened) => widened === name);
  return {
    gate: name,
    code,
    side: isWidened ? 'both' : gate.appliesTo,
    ...figures,
    unit: gate.unit,
  };
}
