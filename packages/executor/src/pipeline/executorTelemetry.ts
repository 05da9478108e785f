import type { ClockPort, TelemetryPort } from '@quantbot/core';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/** Stages of the pipeline, in order. */
export const STAGES = [
  'facts',
  'quote',
  'build',
  'simulate',
  'approve',
  'sign',
  'journal',
  'submit',
  'confirm',
  'fill',
  'settle',
] as const;

/** A stage of the pipeline. */
export type Stage = (typeof STAGES)[number];

/** Timings and events of trades. */
export interface ExecutorTelemetry {
  /** Times a stage of a trade and reports it as a span named `execution.<stage>`. */
  stage<Value>(key: string, stage: Stage, work: () => Value): Value;
  /** Times a stage that takes its time. */
  stageAsync<Value>(key: string, stage: Stage, work: () => Promise<Value>): Promise<Value>;
  event(level: 'debug' | 'info' | 'warn' | 'error', name: string, context: EventContext): void;
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

/**
 * Makes the telemetry of an executor; without a port it measures nothing. What a port throws is
 * swallowed: a defect in somebody's metrics must not stop a trade that is signed.
 */
export function createExecutorTelemetry(options: ExecutorTelemetryOptions): ExecutorTelemetry {
  const { port, clock, platform } = options;
  if (port === undefined) {
    return {
      stage: (_key, _stage, work) => work(),
      stageAsync: async (_key, _stage, work) => work(),
      event: () => {},
    };
  }
  const begin = (key: string, stage: Stage) => {
    const startTime = clock.nowMs();
    const startedAtMs = platform.monotonicMs();
    return (status: 'ok' | 'error'): void => {
      const durationMs = platform.monotonicMs() - startedAtMs;
      quietly(() => {
        port.emitSpan({
          name: `execution.${stage}`,
          operation: stage,
          startTime,
          endTime: startTime + durationMs,
          durationMs,
          status,
          attributes: { key },
        });
      });
    };
  };
  return {
    stage: (key, stage, work) => {
      const end = begin(key, stage);
      try {
        const value = work();
        end('ok');
        return value;
      } catch (cause) {
        end('error');
        throw cause;
      }
    },
    stageAsync: async (key, stage, work) => {
      const end = begin(key, stage);
      try {
        const value = await work();
        end('ok');
        return value;
      } catch (cause) {
        end('error');
        throw cause;
      }
    },
    event: (level, name, { message, ...context }) => {
      quietly(() => {
        port.emitEvent({ name, level, message, context, timestamp: clock.nowMs() });
      });
    },
  };
}

function quietly(report: () => void): void {
  try {
    report();
  } catch {
    // There is nowhere left to tell it.
  }
}
