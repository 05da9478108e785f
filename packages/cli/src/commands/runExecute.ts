import type { AnyExecutionRequest, ExecutionResult } from '@quantbot/core';
import {
  createExecutionAdapter,
  DEFAULT_SETTINGS,
  type ExecutionAdapter,
} from '@quantbot/executor';
import { reasonOf } from '@quantbot/core';

import { readCommandEnvironment } from '../environment.ts';
import type { StderrTelemetry } from '../output/stderrTelemetry.ts';
import { systemClock } from '../platform/systemClock.ts';
import { watchStopSignals } from '../platform/watchStopSignals.ts';
import { executeWhenFree } from './executeWhenFree.ts';

/**
 * Trades once with what the environment says. A signal to stop ends the wait and not the trade:
 * the answer then says what can still land.
 *
 * @throws ExecutionError `CONFIG__*` and `WALLET__*`
 */
export async function runExecute(
  request: AnyExecutionRequest,
  telemetry: StderrTelemetry,
): Promise<ExecutionResult> {
  const { settings, dryRun, decoders, jupiterApiKey } = readCommandEnvironment(telemetry.warn);
  const adapter = createExecutionAdapter({
    ...settings,
    clock: systemClock,
    telemetry: telemetry.port,
    dryRun,
    decoders,
    ...(jupiterApiKey === undefined ? {} : { jupiterApiKey }),
  });
  const watch = watchStopSignals();
  const close = async (): Promise<void> => closeQuietly(adapter, telemetry);
  void watch.stopped.then(close);
  try {
    return await executeWhenFree(adapter, request, {
      deadlineMs: settings.deadlineMs ?? DEFAULT_SETTINGS.deadlineMs,
      nowMs: () => performance.now(),
      notice: telemetry.warn,
    });
  } finally {
    watch.release();
    await close();
  }
}

/** The answer is there already; a journal that does not close well must not take it away. */
async function closeQuietly(adapter: ExecutionAdapter, telemetry: StderrTelemetry): Promise<void> {
  try {
    await adapter.close();
  } catch (cause) {
    telemetry.warn(`The adapter did not close well: ${reasonOf(cause)}.`);
  }
}
