import * as z from 'zod/mini';

import { wholeAmount } from './tradeShapes.ts';

const figure = z.nullish(z.number());
const quantiles = z.nullish(z.looseObject({ p50: figure, p95: figure }));

/** Figures of trades over time, worked out from the journal. */
export const statisticsShape = z.looseObject({
  landingRate: figure,
  slotsToLand: quantiles,
  slippageBps: quantiles,
  feesLamports: z.nullish(wholeAmount),
  tipsLamports: z.nullish(wholeAmount),
  stages: z.nullish(z.record(z.string(), quantiles)),
  buckets: z.array(
    z.looseObject({
      fromMs: z.number(),
      landed: z.number(),
      failed: z.number(),
      slotsToLandP50: figure,
      slippageBpsP50: figure,
      feesLamports: z.nullish(wholeAmount),
      tipsLamports: z.nullish(wholeAmount),
      latencyMsP50: z.nullish(z.record(z.string(), figure)),
    }),
  ),
});

/** Figures of trades over time. */
export type Statistics = z.infer<typeof statisticsShape>;
/** Figures of one stretch of time. */
export type Bucket = Statistics['buckets'][number];
