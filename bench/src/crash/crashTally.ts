import type { TradeRecord } from '@quantbot/executor';

import { deathPoints, type DeathPoint, type PointProgress } from './deathPlans.ts';

/** One killed process. */
export interface Kill {
  readonly point: DeathPoint;
  /** It had not yet taken up what its predecessor left open. */
  readonly beforeResumed: boolean;
  /** Trades that had not ended when it died. */
  readonly openTrades: number;
}

/** Counts of a run, over all wallets. */
export interface CrashTally {
  /**
   * Processes killed with enough trades open, of which everything was seen to end later and the
   * books to balance.
   */
  readonly kills: Kill[];
  /** Processes on their way to a death, or dead and not yet settled, by the point. */
  readonly underway: DeathPoint[];
  /** Kills of which the chain died before they were settled. They are done again. */
  voidKills: number;
  /** Processes killed with fewer; they are checked as well and do not count. */
  thinKills: number;
  /** Points that were chosen and did not come. */
  readonly missed: DeathPoint[];
  /** Milliseconds from the start of a process until everything old had ended. */
  readonly recoveryMs: number[];
  readonly violations: string[];
  /** Audits right after a kill, with what was still open. */
  auditsAtDeath: number;
  /** Audits with nothing open any more. */
  auditsAtRest: number;
  /** Why embedded chains were replaced by new ones. */
  readonly chainsReplaced: string[];
}

/** What became of the trades of some journals. */
export interface TradeCounts {
  readonly trades: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Why trades were denied or failed. */
  readonly byErrorCode: Readonly<Record<string, number>>;
  readonly attempts: number;
  /** Attempts after the first of their trade. */
  readonly retries: number;
  /** Trades that were filled by such an attempt. */
  readonly filledByRetry: number;
  readonly attemptsByStatus: Readonly<Record<string, number>>;
}

/** An empty tally. */
export function createCrashTally(): CrashTally {
  return {
    kills: [],
    thinKills: 0,
    underway: [],
    voidKills: 0,
    missed: [],
    recoveryMs: [],
    violations: [],
    auditsAtDeath: 0,
    auditsAtRest: 0,
    chainsReplaced: [],
  };
}

/** Counts trades and attempts by how they ended. */
export function countTrades(trades: readonly TradeRecord[]): TradeCounts {
  const attempts = trades.flatMap((trade) => trade.attempts);
  return {
    trades: trades.length,
    byStatus: countBy(trades.map(({ status }) => status)),
    byErrorCode: countBy(
      trades.flatMap(({ status, errorCode }) =>
        errorCode === undefined ? [] : [`${status} ${errorCode}`],
      ),
    ),
    attempts: attempts.length,
    retries: attempts.filter(({ number }) => number > 1).length,
    filledByRetry: trades.filter((trade) => trade.fill !== undefined && trade.attempts.length > 1)
      .length,
    attemptsByStatus: countBy(attempts.map(({ status }) => status)),
  };
}

/** How far the run has come with a point of death. */
export function progressOf(tally: CrashTally, point: DeathPoint): PointProgress {
  const settled = tally.kills.filter((kill) => kill.point === point).length;
  const underway = tally.underway.filter((aimed) => aimed === point).length;
  const missed = tally.missed.filter((aimed) => aimed === point).length;
  return { met: settled + underway, missed };
}

/** Points at which no process has died, none of those under way either. */
export function unmetPoints(tally: CrashTally): readonly DeathPoint[] {
  return deathPoints().filter((point) => progressOf(tally, point).met === 0);
}

/** Occurrences of each text, in the order of the alphabet. */
export function countBy(texts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of texts.toSorted()) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}
