import { describe, expect, it } from 'vitest';

import { computeStatistics } from './computeStatistics.ts';
import type { TradeSample } from './tradeSample.ts';

function sample(atMs: number, parts: Partial<TradeSample> = {}): TradeSample {
  return {
    atMs,
    landed: 1,
    failed: 0,
    slotsToLand: [2],
    slippageBps: 10,
    feesLamports: 5,
    tipsLamports: 3,
    latencyMs: { confirm: 100 },
    ...parts,
  };
}

describe('computeStatistics', () => {
  it('has no figure where there is nothing to have one of', () => {
    const figures = computeStatistics({
      samples: [],
      stageTimes: [],
      fromMs: 0,
      toMs: 100,
      buckets: 2,
    });
    expect(figures).toMatchObject({
      landingRate: null,
      slotsToLand: { p50: null, p95: null },
      feesLamports: 0,
      stages: {},
    });
    expect(figures.buckets).toEqual([
      expect.objectContaining({ fromMs: 0, landed: 0, slotsToLandP50: null, latencyMsP50: {} }),
      expect.objectContaining({ fromMs: 50 }),
    ]);
  });

  it('counts each trade once, in its stretch of time, ends included', () => {
    const samples = [
      sample(0),
      sample(49, { landed: 0, failed: 2, slotsToLand: [], slippageBps: undefined }),
      sample(50, { slotsToLand: [8] }),
      sample(100, { slotsToLand: [4], latencyMs: { confirm: 300, fill: 9 } }),
    ];
    const figures = computeStatistics({
      samples,
      stageTimes: [{ stage: 'quote', atMs: 60, durationMs: 12 }],
      fromMs: 0,
      toMs: 100,
      buckets: 2,
    });
    expect(figures.landingRate).toBe(3 / 5);
    expect(figures.slotsToLand).toEqual({ p50: 4, p95: 8 });
    expect([figures.feesLamports, figures.tipsLamports]).toEqual([20, 12]);
    expect(figures.stages).toEqual({
      quote: { p50: 12, p95: 12 },
      confirm: { p50: 100, p95: 300 },
      fill: { p50: 9, p95: 9 },
    });
    expect(figures.buckets).toMatchObject([
      { landed: 1, failed: 2, slotsToLandP50: 2, feesLamports: 10, latencyMsP50: { confirm: 100 } },
      { landed: 2, failed: 0, slotsToLandP50: 4, latencyMsP50: { quote: 12, confirm: 100 } },
    ]);
  });

  it('tells quantiles by the nearest rank', () => {
    const samples = Array.from({ length: 100 }, (_, index) =>
      sample(index, { slotsToLand: [index + 1] }),
    );
    const input = { samples, stageTimes: [], fromMs: 0, toMs: 100, buckets: 1 };
    expect(computeStatistics(input).slotsToLand).toEqual({ p50: 50, p95: 95 });
  });
});
