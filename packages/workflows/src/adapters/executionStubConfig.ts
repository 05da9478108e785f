import {
  DEFAULT_BREAKER_RULES,
  ExecutionError,
  type BreakerRules,
  type ClockPort,
  type TelemetryPort,
} from '@quantbot/core';

import { systemClock } from '../platform/systemClock.ts';
import { systemDelay, type Delay } from '../platform/systemDelay.ts';
import { guardTelemetry } from './guardTelemetry.ts';
import { silentTelemetry } from './silentTelemetry.ts';

/** Settings of `createExecutionStubAdapter`. Every one has a default. */
export interface ExecutionStubConfig {
  /** `false` makes every trade fail: the stub cannot move money. @defaultValue true */
  readonly dryRun?: boolean;
  /** Consecutive failures that open the breaker, 1 or more. @defaultValue 5 */
  readonly maxConsecutiveFailures?: number;
  /** `false` makes every call a trade of its own. @defaultValue true */
  readonly enableIdempotency?: boolean;
  /** Milliseconds a simulated trade takes. @defaultValue 100 */
  readonly simulatedDelayMs?: number;
  /** Milliseconds after which an open breaker lets one trade through. @defaultValue 60 000 */
  readonly resetAfterMs?: number;
  /** Time for the breaker and for derived keys. @defaultValue the machine's clock */
  readonly clock?: ClockPort;
  /** How the simulated time passes. @defaultValue the machine's timers */
  readonly delay?: Delay;
  /** Where events and metrics go. @defaultValue nowhere */
  readonly telemetry?: TelemetryPort;
}

/** The settings with every default filled in. */
export interface CompiledStubConfig {
  readonly dryRun: boolean;
  readonly enableIdempotency: boolean;
  readonly simulatedDelayMs: number;
  readonly rules: BreakerRules;
  readonly clock: ClockPort;
  readonly delay: Delay;
  readonly telemetry: TelemetryPort;
}

const SIMULATED_DELAY_MS = 100;

/**
 * Fills the defaults in.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID` naming every number that makes no sense.
 */
export function compileStubConfig(config: ExecutionStubConfig): CompiledStubConfig {
  const {
    maxConsecutiveFailures = DEFAULT_BREAKER_RULES.maxConsecutiveFailures,
    resetAfterMs = DEFAULT_BREAKER_RULES.resetAfterMs,
    simulatedDelayMs = SIMULATED_DELAY_MS,
  } = config;
  const problems = [
    ...below('maxConsecutiveFailures', maxConsecutiveFailures, 1),
    ...below('resetAfterMs', resetAfterMs, 0),
    ...below('simulatedDelayMs', simulatedDelayMs, 0),
  ];
  if (problems.length > 0) {
    throw new ExecutionError('CONFIG__FIELD_INVALID', {
      source: 'The configuration of the stub',
      problems,
    });
  }
  return {
    dryRun: config.dryRun ?? true,
    enableIdempotency: config.enableIdempotency ?? true,
    simulatedDelayMs,
    rules: { maxConsecutiveFailures, resetAfterMs },
    clock: config.clock ?? systemClock,
    delay: config.delay ?? systemDelay,
    telemetry: guardTelemetry(config.telemetry ?? silentTelemetry),
  };
}

function below(name: string, value: number, minimum: number): string[] {
  return value >= minimum ? [] : [`${name} ${value} is not ${minimum} or more`];
}
