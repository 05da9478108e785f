import { describe, expect, it } from 'vitest';

import type { Bucket } from '../wire/statisticsShape.ts';
import {
  costColumns,
  landingRateColumns,
  latencyColumns,
  slippageColumns,
  slowestStages,
  slotsColumns,
  stagesOf,
  throughputColumns,
} from './chartData.ts';

const BUCKETS: readonly Bucket[] = [
  {
    fromMs: 60_000,
    landed: 3,
    failed: 1,
    slotsToLandP50: 2,
    slippageBpsP50: -1,
    feesLamports: '15000',
    tipsLamports: 40_000,
    latencyMsP50: { quote: 70, sign: 0 },
  },
  { fromMs: 120_000, landed: 0, failed: 0, slotsToLandP50: null },
];

describe('columns', () => {
  it('have times in seconds, and gaps where nothing happened', () => {
    expect(landingRateColumns(BUCKETS)).toEqual([
      [60, 120],
      [75, null],
    ]);
    expect(slotsColumns(BUCKETS)[1]).toEqual([2, null]);
    expect(slippageColumns(BUCKETS)[1]).toEqual([-1, null]);
  });

  it('draw the smaller figure over the whole', () => {
    expect(throughputColumns(BUCKETS).slice(1)).toEqual([
      [4, 0],
      [3, 0],
    ]);
    expect(costColumns(BUCKETS).slice(1)).toEqual([
      [55, 0],
      [15, 0],
    ]);
  });

  it('keep zero off a logarithmic axis', () => {
    expect(latencyColumns(BUCKETS, ['quote', 'sign']).slice(1)).toEqual([
      [70, null],
      [0.1, null],
    ]);
  });
});

it('lists stages in the order of the pipeline, unknown ones last', () => {
  const stages = { confirm: null, quote: null, another: null, sign: null };
  expect(stagesOf({ stages, buckets: BUCKETS })).toEqual(['quote', 'sign', 'confirm', 'another']);
});

it('keeps the slowest stages, still in the order of the pipeline', () => {
  const took = (p95: number) => ({ p50: 1, p95 });
  const stages = { confirm: took(90), quote: took(40), sign: took(2), fill: null };
  expect(slowestStages({ stages, buckets: [] }, 2)).toEqual(['quote', 'confirm']);
});
