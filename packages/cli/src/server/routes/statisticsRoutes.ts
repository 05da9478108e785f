import { z } from 'zod';

import { REFUSALS } from '../json/schemas.ts';
import type { ServerApplication, ServerParts } from '../serverParts.ts';
import { createStatisticsReader } from '../statistics/readStatistics.ts';

const HOUR_MS = 3_600_000;
const WINDOW_MS_MIN = 60_000;
const WINDOW_MS_MAX = 7 * 24 * HOUR_MS;

const figure = z.number().nullable();
const quantiles = z.looseObject({ p50: figure, p95: figure });

const statistics = z.looseObject({
  windowMs: z.number(),
  trades: z.int(),
  isTruncated: z.boolean().describe('The newest trades alone: there were more than are looked at.'),
  landingRate: figure.describe('Share of the attempts with a known end that ran on chain.'),
  slotsToLand: quantiles.describe('Slots from the signature to the landing.'),
  slippageBps: quantiles.describe('Output below the quote, basis points.'),
  feesLamports: z.number(),
  tipsLamports: z.number(),
  stages: z
    .record(z.string(), quantiles)
    .describe(
      'Milliseconds. prepare, submit, confirm, fill, settle and answer come from the journal; the ' +
        'stages before the signature from this process since its start.',
    ),
  buckets: z.array(
    z.looseObject({
      fromMs: z.number(),
      landed: z.int(),
      failed: z.int(),
      slotsToLandP50: figure,
      slippageBpsP50: figure,
      feesLamports: z.number(),
      tipsLamports: z.number(),
      latencyMsP50: z.record(z.string(), figure),
    }),
  ),
});

/** Figures of trades over time. */
export function addStatisticsRoutes(app: ServerApplication, parts: ServerParts): void {
  const { feed, clock, facts, stageTimes, nextTurn } = parts;
  const read = createStatisticsReader({ feed, clock, mode: facts.mode, stageTimes, nextTurn });
  app.get(
    '/v1/statistics',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'getStatistics',
        summary: 'Landing rate, slots to land, slippage, costs and latencies over time.',
        tags: ['books'],
        querystring: z.strictObject({
          windowMs: z.coerce
            .number()
            .int()
            .min(WINDOW_MS_MIN)
            .max(WINDOW_MS_MAX)
            .default(HOUR_MS)
            .describe('Length of the time that ends now.'),
        }),
        response: { ...REFUSALS, 200: statistics },
      },
    },
    async (request, reply) => reply.send((await read(request.query.windowMs)) as never),
  );
}
