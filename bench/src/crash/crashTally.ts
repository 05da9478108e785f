import type { TradeRecord } from '@quantbot/executor';

import type { DeathPoint } from './deathPlans.ts';

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
  /** Processes killed with enough trades open. */
  readonly kills: Kill[];
  /** Processes killed with fewer; they are checked as well and do not count. */
  thinKills: number;
  /** Times that a process was to die at a point. */
  readonly aimed: Map<DeathPoint, number>;
  /** Points that were chosen and did not come. */
  readonly missed: DeathPoint[];
  /** Milliseconds from the start of a process until everything old had ended. */
  readonly recoveryMs: number[];
  readonly violations: string[];
  /** Audits right after a kill, with what was still open. */
  auditsAtDeath: number;
  /** Audits with nothing open any more. */
  auditsAtRest: number;
  chainsReplaced: number;
}

/** What became of the trades of some journals. */
export interface TradeCounts {
  readonly trades: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly attempts: number;
  /** Attempts after the first of their trade. */
  readonly retries: number;
  readonly attemptsByStatus: Readonly<Record<string, number>>;
}

/** An empty tally. */
export function createCrashTally(): CrashTally {
  return {
    kills: [],
    thinKills: 0,
    aimed: new Map(),
    missed: [],
    recoveryMs: [],
    violations: [],
    auditsAtDeath: 0,
    auditsAtRest: 0,
    chainsReplaced: 0,
  };
}

/** Counts trades and attempts by how they ended. */
export function countTrades(trades: readonly TradeRecord[]): TradeCounts {
  const attempts = trades.flatMap((trade) => trade.attempts);
  return {
    trades: trades.length,
    byStatus: countBy(trades.map(({ status }) => status)),
    attempts: attempts.length,
    retries: attempts.filter(({ number }) => number > 1).length,
    attemptsByStatus: countBy(attempts.map(({ status }) => status)),
  };
}

/** Occurrences of each text, in the order of the alphabet. */
export function countBy(texts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of texts.toSorted()) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}
