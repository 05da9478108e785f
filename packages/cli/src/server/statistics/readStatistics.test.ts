import type { TradeRecord, TradeSearch } from '@quantbot/executor';
import { describe, expect, it } from 'vitest';

import { tradeRecord } from '../../testing/records.ts';
import {
  createStatisticsReader,
  SAMPLES_MAX,
  type StatisticsReaderParts,
} from './readStatistics.ts';

const NOW_MS = 1_000_000;

function scene(trades: readonly TradeRecord[]) {
  const searches: TradeSearch[] = [];
  const clock = { now: NOW_MS };
  const turns = { count: 0 };
  const parts: StatisticsReaderParts = {
    feed: {
      eventTimes: () => [],
      search: (search) => {
        searches.push(search);
        const from = search.after?.row ?? 0;
        const page = trades.slice(from, from + search.limit);
        const row = from + page.length;
        const createdAtMs = page.at(-1)?.createdAtMs ?? 0;
        return { trades: page, next: row < trades.length ? { createdAtMs, row } : undefined };
      },
    },
    clock: { nowMs: () => clock.now },
    mode: 'live',
    stageTimes: { since: () => [] },
    nextTurn: async () => {
      turns.count += 1;
    },
  };
  return { read: createStatisticsReader(parts), searches, clock, turns };
}

const tradesAt = (times: readonly number[]): TradeRecord[] =>
  times.map((createdAtMs, index) => tradeRecord({ tradeId: `t${index}`, createdAtMs }));

describe('the statistics reader', () => {
  it('reads the trades of the window, page by page, and lets others go first', async () => {
    const times = Array.from({ length: 120 }, (_, index) => NOW_MS - index * 1_000);
    const { read, searches, turns } = scene(tradesAt(times));
    const figures = await read(60_000);
    expect(figures).toMatchObject({ trades: 61, isTruncated: false, windowMs: 60_000 });
    expect(figures.buckets).toHaveLength(60);
    expect(searches.map(({ mode }) => mode)).toEqual(['live', 'live']);
    expect(turns.count).toBe(2);
  });

  it('says when there were more than it looks at', async () => {
    const { read } = scene(tradesAt(Array.from({ length: SAMPLES_MAX + 60 }, () => NOW_MS)));
    expect(await read(60_000)).toMatchObject({ trades: SAMPLES_MAX, isTruncated: true });
  });

  it('works figures out once for all who ask within a moment', async () => {
    const { read, searches, clock } = scene(tradesAt([NOW_MS]));
    const [first, second] = await Promise.all([read(60_000), read(60_000)]);
    expect(first).toBe(second);
    await read(120_000);
    expect(searches).toHaveLength(2);
    clock.now += 2_000;
    expect(await read(60_000)).not.toBe(first);
  });
});
