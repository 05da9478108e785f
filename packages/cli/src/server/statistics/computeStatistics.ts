import type { StageTime } from './stageTimes.ts';
import type { TradeSample } from './tradeSample.ts';

/** The middle of some figures, and what 95 of 100 are not above; `null` without any. */
export interface Quantiles {
  readonly p50: number | null;
  readonly p95: number | null;
}

/** Figures of one stretch of time. */
export interface StatisticsBucket {
  readonly fromMs: number;
  readonly landed: number;
  readonly failed: number;
  readonly slotsToLandP50: number | null;
  readonly slippageBpsP50: number | null;
  readonly feesLamports: number;
  readonly tipsLamports: number;
  readonly latencyMsP50: Readonly<Record<string, number | null>>;
}

/** Figures of trades over time. */
export interface Statistics {
  readonly landingRate: number | null;
  readonly slotsToLand: Quantiles;
  readonly slippageBps: Quantiles;
  readonly feesLamports: number;
  readonly tipsLamports: number;
  readonly stages: Readonly<Record<string, Quantiles>>;
  readonly buckets: readonly StatisticsBucket[];
}

/** What figures are made of. */
export interface StatisticsInput {
  readonly samples: readonly TradeSample[];
  readonly stageTimes: readonly StageTime[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly buckets: number;
}

/** Works out figures of trades, over the whole time and over equal stretches of it. */
export function computeStatistics(input: StatisticsInput): Statistics {
  const { fromMs, toMs, buckets } = input;
  const widthMs = (toMs - fromMs) / buckets;
  const whole = figuresOf(input.samples, input.stageTimes);
  const indexOf = (atMs: number): number =>
    Math.min(buckets - 1, Math.max(0, Math.floor((atMs - fromMs) / widthMs)));
  const samples = Object.groupBy(input.samples, ({ atMs }) => indexOf(atMs));
  const times = Object.groupBy(input.stageTimes, ({ atMs }) => indexOf(atMs));
  const { landed, failed, stages, ...totals } = whole;
  return {
    landingRate: landed + failed === 0 ? null : landed / (landed + failed),
    slotsToLand: quantiles(totals.slotsToLand),
    slippageBps: quantiles(totals.slippageBps),
    feesLamports: totals.feesLamports,
    tipsLamports: totals.tipsLamports,
    stages: mapValues(stages, quantiles),
    buckets: Array.from({ length: buckets }, (_, index) => {
      const part = figuresOf(samples[index] ?? [], times[index] ?? []);
      return {
        fromMs: Math.round(fromMs + index * widthMs),
        landed: part.landed,
        failed: part.failed,
        slotsToLandP50: quantile(part.slotsToLand, 0.5),
        slippageBpsP50: quantile(part.slippageBps, 0.5),
        feesLamports: part.feesLamports,
        tipsLamports: part.tipsLamports,
        latencyMsP50: mapValues(part.stages, (figures) => quantile(figures, 0.5)),
      };
    }),
  };
}

interface Figures {
  readonly landed: number;
  readonly failed: number;
  readonly slotsToLand: readonly number[];
  readonly slippageBps: readonly number[];
  readonly feesLamports: number;
  readonly tipsLamports: number;
  readonly stages: Readonly<Record<string, readonly number[]>>;
}

function figuresOf(samples: readonly TradeSample[], times: readonly StageTime[]): Figures {
  const stages: Record<string, number[]> = {};
  const keep = (stage: string, ms: number): void => {
    (stages[stage] ??= []).push(ms);
  };
  for (const { stage, durationMs } of times) keep(stage, durationMs);
  for (const { latencyMs } of samples) {
    for (const [part, ms] of Object.entries(latencyMs)) keep(part, ms);
  }
  return {
    landed: sum(samples.map(({ landed }) => landed)),
    failed: sum(samples.map(({ failed }) => failed)),
    slotsToLand: samples.flatMap(({ slotsToLand }) => slotsToLand),
    slippageBps: samples.flatMap(({ slippageBps }) => slippageBps ?? []),
    feesLamports: sum(samples.map(({ feesLamports }) => feesLamports)),
    tipsLamports: sum(samples.map(({ tipsLamports }) => tipsLamports)),
    stages,
  };
}

function quantiles(figures: readonly number[]): Quantiles {
  return { p50: quantile(figures, 0.5), p95: quantile(figures, 0.95) };
}

/** By the nearest rank: always a figure that was seen. */
function quantile(figures: readonly number[], share: number): number | null {
  const sorted = figures.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0);
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  to: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));
}
