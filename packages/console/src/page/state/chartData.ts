import { PIPELINE_STAGES } from '@quantbot/core';

import { wholeOf } from '../format/amounts.ts';
import type { Bucket, Statistics } from '../wire/statisticsShape.ts';

/** Times in seconds, then one row of figures for each line. `null` leaves a gap. */
export type ChartColumns = readonly [
  times: readonly number[],
  ...rows: ReadonlyArray<ReadonlyArray<number | null>>,
];

/** Percent of the attempts of each stretch of time that landed; a gap where there were none. */
export function landingRateColumns(buckets: readonly Bucket[]): ChartColumns {
  return columns(buckets, [
    ({ landed, failed }) => (landed + failed === 0 ? null : (100 * landed) / (landed + failed)),
  ]);
}

/** How many ended, and of those how many landed. The second row is drawn over the first. */
export function throughputColumns(buckets: readonly Bucket[]): ChartColumns {
  return columns(buckets, [({ landed, failed }) => landed + failed, ({ landed }) => landed]);
}

/** Slots from signing to landing. */
export function slotsColumns(buckets: readonly Bucket[]): ChartColumns {
  return columns(buckets, [({ slotsToLandP50 }) => slotsToLandP50 ?? null]);
}

/** Basis points by which fills fell short of their quotes. */
export function slippageColumns(buckets: readonly Bucket[]): ChartColumns {
  return columns(buckets, [({ slippageBpsP50 }) => slippageBpsP50 ?? null]);
}

/** Fees and tips together, then fees alone to be drawn over it, in thousands of lamports. */
export function costColumns(buckets: readonly Bucket[]): ChartColumns {
  const fees = ({ feesLamports }: Bucket) => Number(wholeOf(feesLamports ?? 0)) / 1000;
  const tips = ({ tipsLamports }: Bucket) => Number(wholeOf(tipsLamports ?? 0)) / 1000;
  return columns(buckets, [(bucket) => fees(bucket) + tips(bucket), fees]);
}

/** Milliseconds of each stage; a logarithmic axis has no place for zero. */
export function latencyColumns(
  buckets: readonly Bucket[],
  stages: readonly string[],
): ChartColumns {
  return columns(
    buckets,
    stages.map((stage) => ({ latencyMsP50 }: Bucket) => {
      const ms = latencyMsP50?.[stage];
      return ms === undefined || ms === null ? null : Math.max(ms, 0.1);
    }),
  );
}

const STAGE_ORDER: readonly string[] = PIPELINE_STAGES;

/** Stages that have figures, in the order of the pipeline; unknown ones at the end. */
export function stagesOf({
  stages,
  buckets,
}: Pick<Statistics, 'stages'> & { readonly buckets: readonly Bucket[] }): readonly string[] {
  const named = new Set([
    ...Object.keys(stages ?? {}),
    ...buckets.flatMap(({ latencyMsP50 }) => Object.keys(latencyMsP50 ?? {})),
  ]);
  const place = (stage: string) => {
    const index = STAGE_ORDER.indexOf(stage);
    return index === -1 ? STAGE_ORDER.length : index;
  };
  return [...named].sort((first, second) => place(first) - place(second));
}

/** The stages that take longest, in the order of the pipeline: more lines than `most` tell nothing. */
export function slowestStages(statistics: Statistics, most: number): readonly string[] {
  const slow = (stage: string) => statistics.stages?.[stage]?.p95 ?? 0;
  const all = stagesOf(statistics);
  const kept = new Set(all.toSorted((first, second) => slow(second) - slow(first)).slice(0, most));
  return all.filter((stage) => kept.has(stage));
}

function columns(
  buckets: readonly Bucket[],
  rows: ReadonlyArray<(bucket: Bucket) => number | null>,
): ChartColumns {
  return [
    buckets.map(({ fromMs }) => fromMs / 1000),
    ...rows.map((row) => buckets.map((bucket) => row(bucket))),
  ];
}
