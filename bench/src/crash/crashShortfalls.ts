import { unmetPoints, type CrashTally, type TradeCounts } from './crashTally.ts';

/** What a run came to. */
export interface RunSums {
  readonly options: { readonly kills: number; readonly budgetMs: number };
  readonly tally: CrashTally;
  readonly trades: TradeCounts;
  readonly elapsedMs: number;
  /** Whether every point had to be met and was, or none had to. */
  readonly isCovered: boolean;
}

/** Share of the trades that have to move money: books of denials prove nothing. */
const FILLED_SHARE_MIN = 0.5;
/** Fewer trades than this are too few to tell shares by. */
const TRADES_MIN = 200;
/** Deaths that nobody chose are worth something, and those at a chosen point are worth more. */
const ANY_TIME_SHARE_MAX = 0.5;
const SHARE_KILLS_MIN = 50;

/** What a run did not do enough of to prove anything, in words. */
export function findShortfalls(sums: RunSums): readonly string[] {
  const { options, tally, trades, elapsedMs } = sums;
  const kills = tally.kills.length;
  const shortfalls: string[] = [];
  if (kills < options.kills) shortfalls.push(`${kills} kills of the ${options.kills} wanted`);
  if (elapsedMs > options.budgetMs) {
    shortfalls.push(`${seconds(elapsedMs)} s of the ${seconds(options.budgetMs)} s allowed`);
  }
  if (!sums.isCovered) {
    shortfalls.push(...unmetPoints(tally).map((point) => `nobody died at ${point}`));
  }
  const filled = trades.byStatus['filled'] ?? 0;
  if (trades.trades >= TRADES_MIN && filled < trades.trades * FILLED_SHARE_MIN) {
    shortfalls.push(`${filled} of ${trades.trades} trades moved money; at least half should`);
  }
  if (trades.trades >= TRADES_MIN && trades.filledByRetry === 0) {
    shortfalls.push('no trade was filled by a further attempt');
  }
  const anyTime = tally.kills.filter(({ point }) => point === 'any time').length;
  if (kills >= SHARE_KILLS_MIN && anyTime > kills * ANY_TIME_SHARE_MAX) {
    shortfalls.push(`${anyTime} of ${kills} kills were at any time; most should be at a point`);
  }
  return shortfalls;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1_000).toFixed(0);
}
