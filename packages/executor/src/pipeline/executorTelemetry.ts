import {
  absorbRejection,
  isFault,
  METRICS,
  type ClockPort,
  type EventName,
  type MetricLabels,
  type MetricName,
  type PipelineStage,
  type SpanEmission,
  type TelemetryPort,
} from '@quantbot/core';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/** What a span may carry besides its key. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Ends a stage that was begun, once its trade and its outcome are known. */
export type EndStage = (
  key: string,
  outcome?: 'ok' | 'fault' | 'error',
  attributes?: SpanAttributes,
) => void;

/** Timings, figures and events of trades. */
export interface ExecutorTelemetry {
  /**
   * Times a stage of a trade and reports it as a span named `execution.<stage>` and in the histogram
   * of stages. A value that is a fault is told as a refusal, with its code.
   */
  stage<Value>(key: string, stage: PipelineStage, work: () => Value): Value;
  /** Times a stage that takes its time. */
  stageAsync<Value>(key: string, stage: PipelineStage, work: () => Promise<Value>): Promise<Value>;
  /** Begins a stage whose trade or end is known only later. Ending it twice tells it once. */
  begin(stage: PipelineStage): EndStage;
  /** Reports a reading of a metric of the table. */
  metric<Name extends MetricName>(name: Name, value: number, labels: MetricLabels<Name>): void;
  /** Reports the whole life of a trade, which ends now. */
  trade(startedAtMs: number, status: SpanEmission['status'], attributes: SpanAttributes): void;
  event(level: 'debug' | 'info' | 'warn' | 'error', name: EventName, context: EventContext): void;
}

/** What an event is about. */
export interface EventContext {
  readonly message: string;
  readonly key?: string;
  readonly [name: string]: string | number | boolean | undefined;
}

/** What telemetry needs. */
export interface ExecutorTelemetryOptions {
  readonly port: TelemetryPort | undefined;
  readonly clock: ClockPort;
  readonly platform: Pick<ExecutorPlatform, 'monotonicMs'>;
}

/** Telemetry that measures nothing. */
export const SILENT_TELEMETRY: ExecutorTelemetry = {
  stage: (_key, _stage, work) => work(),
  stageAsync: async (_key, _stage, work) => work(),
  begin: () => nothing,
  metric: nothing,
  trade: nothing,
  event: nothing,
};

/**
 * Makes the telemetry of an executor; without a port it measures nothing. What a port throws is
 * swallowed: a defect in somebody's metrics must not stop a trade that is signed.
 */
export function createExecutorTelemetry(options: ExecutorTelemetryOptions): ExecutorTelemetry {
  const { port, clock, platform } = options;
  if (port === undefined) return SILENT_TELEMETRY;
  const metric: ExecutorTelemetry['metric'] = (name, value, labels) => {
    const { type } = METRICS[name];
    const given = { ...(labels as Record<string, string>) };
    quietly(() => port.emitMetric({ name, type, value, labels: given }));
  };
  const begin = (stage: PipelineStage): EndStage => {
    const startTime = clock.nowMs();
    const startedAtMs = platform.monotonicMs();
    let isEnded = false;
    return (key, outcome = 'ok', attributes = {}) => {
      if (isEnded) return;
      isEnded = true;
      const durationMs = platform.monotonicMs() - startedAtMs;
      metric('quantbot_stage_duration_seconds', durationMs / 1_000, { stage, outcome });
      quietly(() => {
        return port.emitSpan({
          name: `execution.${stage}`,
          operation: stage,
          startTime,
          endTime: startTime + durationMs,
          durationMs,
          status: outcome === 'ok' ? 'ok' : 'error',
          attributes: { key, ...attributes },
        });
      });
    };
  };
  return {
    begin,
    metric,
    stage: (key, stage, work) => {
      const end = begin(stage);
      try {
        return told(work(), key, end);
      } catch (cause) {
        end(key, 'error');
        throw cause;
      }
    },
    stageAsync: async (key, stage, work) => {
      const end = begin(stage);
      try {
        return told(await work(), key, end);
      } catch (cause) {
        end(key, 'error');
        throw cause;
      }
    },
    trade: (startedAtMs, status, attributes) => {
      quietly(() => {
        const endTime = clock.nowMs();
        const durationMs = Math.max(0, endTime - startedAtMs);
        const times = { startTime: startedAtMs, endTime, durationMs };
        const name = 'execution.trade';
        return port.emitSpan({ name, operation: 'trade', ...times, status, attributes });
      });
    },
    event: (level, name, { message, ...context }) => {
      quietly(() => port.emitEvent({ name, level, message, context, timestamp: clock.nowMs() }));
    },
  };
}

function told<Value>(value: Value, key: string, end: EndStage): Value {
  if (isFault(value)) end(key, 'fault', { code: value.code });
  else end(key);
  return value;
}

function nothing(): undefined {
  return undefined;
}

function quietly(report: () => unknown): void {
  try {
    absorbRejection(report());
  } catch {
    // There is nowhere left to tell it.
  }
}
