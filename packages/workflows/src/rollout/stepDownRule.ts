import { describeError } from '@quantbot/core';
import type { LiveSideReader, TradingChange } from '@quantbot/executor';

import type { RolloutRules } from './rolloutSettings.ts';

/** Trades of the real side, newest first, as a rule looks at them. */
export type RecentTrade = ReturnType<LiveSideReader['recentTrades']>[number];

/** What the real side has shown since a person decided last. */
export interface RealHealth {
  readonly trades: readonly RecentTrade[];
  /** Trades in conflict that nobody has decided about. */
  readonly conflicts: number;
  /** Assets of which something is missing. */
  readonly deficits: number;
  readonly tradingChange: TradingChange | undefined;
}

type Rules = Pick<
  RolloutRules,
  'stepDownTrades' | 'landingRateBpsMin' | 'slippageBpsP50Max' | 'consecutiveFailuresMax'
>;

/**
 * Why the rollout has to step down, in words; empty while it has not. Pure.
 *
 * @param health - Trades received since the newest move of a person, or more of them than are
 * looked at.
 */
export function stepDownReasons(health: RealHealth, rules: Rules): readonly string[] {
  return [...standingReasons(health), ...tradeReasons(health.trades, rules)];
}

/** Reasons that stay until a person has dealt with them, whatever trades come next. */
export function standingReasons({
  conflicts,
  deficits,
  tradingChange,
}: Omit<RealHealth, 'trades'>): readonly string[] {
  const breaker = tradingChange?.origin === 'breaker' && tradingChange.state !== 'active';
  return [
    ...(conflicts > 0 ? [`real trades that contradict the chain: ${conflicts}`] : []),
    ...(deficits > 0
      ? [`assets of which less is on chain than the journal explains: ${deficits}`]
      : []),
    ...(breaker ? [`the breaker tripped: ${tradingChange.reason}`] : []),
  ];
}

function tradeReasons(trades: readonly RecentTrade[], rules: Rules): readonly string[] {
  const ended = trades.filter((trade) => hasRun(trade) || trade.status === 'failed');
  const newest = ended.slice(0, rules.stepDownTrades);
  const isFull = newest.length >= rules.stepDownTrades;
  return [
    ...failureReason(ended, rules),
    ...(isFull ? landingReason(newest, rules) : []),
    ...(isFull ? slippageReason(newest, rules) : []),
  ];
}

function failureReason(
  ended: readonly RecentTrade[],
  { consecutiveFailuresMax }: Rules,
): readonly string[] {
  const judged = ended.filter((trade) => hasRun(trade) || isExecutionFailure(trade));
  const first = judged.findIndex(hasRun);
  const failures = first === -1 ? judged.length : first;
  return failures >= consecutiveFailuresMax
    ? [
        `real trades that failed one after another: ${failures} ` +
          `(consecutiveFailuresMax ${consecutiveFailuresMax})`,
      ]
    : [];
}

function landingReason(
  newest: readonly RecentTrade[],
  { landingRateBpsMin }: Rules,
): readonly string[] {
  const ends = newest.flatMap(({ attempts }) => attempts.map(({ status }) => status));
  const landed = ends.filter((status) => ['landed', 'confirmed', 'reverted'].includes(status));
  const lost = ends.filter((status) => status === 'expired');
  const all = landed.length + lost.length;
  if (all === 0) return [];
  const rateBps = Math.floor((landed.length * 10_000) / all);
  return rateBps < landingRateBpsMin
    ? [
        `${landed.length} of the last ${all} attempts landed (landingRateBpsMin ${landingRateBpsMin})`,
      ]
    : [];
}

function slippageReason(
  newest: readonly RecentTrade[],
  { slippageBpsP50Max }: Rules,
): readonly string[] {
  const slips = newest
    .flatMap(({ result }) => result?.slippageBps ?? [])
    .toSorted((left, right) => left - right);
  const middle = slips[Math.floor((slips.length - 1) / 2)];
  return middle !== undefined && middle > slippageBpsP50Max
    ? [
        `the middle one of ${slips.length} fills fell short of its quote by ${middle} basis points ` +
          `(slippageBpsP50Max ${slippageBpsP50Max})`,
      ]
    : [];
}

function hasRun({ fill }: RecentTrade): boolean {
  return fill !== undefined;
}

/** What is the price's fault, or a person's, says nothing about execution. */
function isExecutionFailure({ attempts, errorCode, status }: RecentTrade): boolean {
  if (status !== 'failed' || errorCode === undefined) return false;
  if (errorCode === 'PRICE__MOVED') return false;
  const isRefusal = describeError(errorCode).outcome !== 'failed';
  if (isRefusal && errorCode !== 'DEADLINE__EXPIRED') return false;
  const last = attempts.at(-1);
  return last !== undefined && last.revertCode !== 'CONFIRM__SLIPPAGE_EXCEEDED';
}
