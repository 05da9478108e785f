import type { ClockPort } from '@quantbot/core';
import type { JournalFeed, TradeMode, TradePlace } from '@quantbot/executor';

import { computeStatistics, type Statistics } from './computeStatistics.ts';
import type { StageTimes } from './stageTimes.ts';
import { sampleOf, type TradeSample } from './tradeSample.ts';

/** Figures, and how much of the time they are of. */
export interface ReadStatistics extends Statistics {
  readonly windowMs: number;
  readonly trades: number;
  /** True when there were more trades than are looked at: the older ones are left out. */
  readonly isTruncated: boolean;
}

/** What statistics are read with. */
export interface StatisticsReaderParts {
  readonly feed: Pick<JournalFeed, 'eventTimes' | 'search'>;
  readonly clock: ClockPort;
  readonly mode: TradeMode;
  readonly stageTimes: Pick<StageTimes, 'since'>;
  /** Lets everything else go first: trades are served by this very thread. */
  readonly nextTurn: () => Promise<void>;
}

/** Most trades that are looked at. */
export const SAMPLES_MAX = 5_000;
const TRADES_AT_ONCE = 50;
const BUCKETS = 60;
/** Milliseconds for which figures are not worked out again. */
const FRESH_MS = 2_000;
/** Windows that are remembered. */
const KEPT_MAX = 16;

/** Reads figures of a window that ends now. */
export type StatisticsReader = (windowMs: number) => Promise<ReadStatistics>;

/** Makes a reader that works figures out once for all who ask within a moment. */
export function createStatisticsReader(parts: StatisticsReaderParts): StatisticsReader {
  const kept = new Map<
    number,
    { readonly atMs: number; readonly figures: Promise<ReadStatistics> }
  >();
  return async (windowMs) => {
    const nowMs = parts.clock.nowMs();
    const known = kept.get(windowMs);
    if (known !== undefined && nowMs - known.atMs < FRESH_MS) return known.figures;
    const figures = read(parts, windowMs, nowMs);
    kept.delete(windowMs);
    kept.set(windowMs, { atMs: nowMs, figures });
    for (const oldest of kept.keys()) if (kept.size > KEPT_MAX) kept.delete(oldest);
    return figures;
  };
}

async function read(
  { feed, mode, stageTimes, nextTurn }: StatisticsReaderParts,
  windowMs: number,
  nowMs: number,
): Promise<ReadStatistics> {
  const fromMs = nowMs - windowMs;
  const samples: TradeSample[] = [];
  let after: TradePlace | undefined;
  let isOver = false;
  while (!isOver && samples.length < SAMPLES_MAX) {
    const page = feed.search({ limit: TRADES_AT_ONCE, mode, ...(after && { after }) });
    for (const trade of page.trades) {
      if (trade.createdAtMs < fromMs) isOver = true;
      else samples.push(sampleOf(trade, feed.eventTimes(trade.tradeId)));
    }
    after = page.next;
    isOver ||= after === undefined || after.createdAtMs < fromMs;
    await nextTurn();
  }
  return {
    windowMs,
    trades: samples.length,
    isTruncated: !isOver,
    ...computeStatistics({
      samples,
      stageTimes: stageTimes.since(fromMs),
      fromMs,
      toMs: nowMs,
      buckets: BUCKETS,
    }),
  };
}
