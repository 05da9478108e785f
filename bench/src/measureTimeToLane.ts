import type { SpanEmission, TelemetryPort } from '@quantbot/core';

import { openBenchTrader, type BenchTraderOptions } from './benchTrader.ts';

/** What to measure. */
export interface TimeToLaneOptions extends Omit<BenchTraderOptions, 'telemetry'> {
  readonly trades: number;
}

/** What a run measured. */
export interface TimeToLaneReport {
  readonly options: TimeToLaneOptions;
  /** Milliseconds from `execute()` to the first byte at a lane, one for each trade. */
  readonly toLaneMs: readonly number[];
  /** Milliseconds of each stage before the send, one for each trade. */
  readonly stagesMs: ReadonlyMap<string, readonly number[]>;
  /** Durable commits before the first byte, at most. */
  readonly commitsBeforeSend: number;
}

const STAGES_BEFORE_SEND = ['facts', 'quote', 'build', 'simulate', 'approve', 'sign', 'journal'];

/** Trades that warm caches and compiler up and are not counted. */
const WARM_UP = 100;

/**
 * Measures how long the executor itself takes from the call to the first byte on its way, with a
 * venue and a node that answer at once. Journal, disk, signing and every check are the real ones.
 */
export async function measureTimeToLane(options: TimeToLaneOptions): Promise<TimeToLaneReport> {
  const spans: SpanEmission[] = [];
  const trader = await openBenchTrader({ ...options, telemetry: collect(spans) });
  const toLaneMs: number[] = [];
  let commitsBeforeSend = 0;
  try {
    for (let index = 0; index < WARM_UP + options.trades; index += 1) {
      if (index === WARM_UP) spans.length = 0;
      const trade = await trader.trade();
      if (index < WARM_UP) continue;
      toLaneMs.push(trade.toLaneMs);
      commitsBeforeSend = Math.max(commitsBeforeSend, trade.commitsBeforeSend);
    }
  } finally {
    await trader.close();
  }
  return { options, toLaneMs, commitsBeforeSend, stagesMs: stagesOf(spans) };
}

function collect(spans: SpanEmission[]): TelemetryPort {
  return {
    emitMetric: () => {},
    emitEvent: () => {},
    startSpan: (name, operation) => ({ name, operation, startTime: 0, status: 'ok' }),
    endSpan: () => {},
    emitSpan: (span) => {
      spans.push(span);
    },
  };
}

function stagesOf(spans: readonly SpanEmission[]): ReadonlyMap<string, readonly number[]> {
  return new Map(
    STAGES_BEFORE_SEND.map((stage) => [
      stage,
      spans.filter((span) => span.operation === stage).map((span) => span.durationMs ?? 0),
    ]),
  );
}
