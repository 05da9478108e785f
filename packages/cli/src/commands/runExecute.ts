import type { AnyExecutionRequest, ExecutionResult } from '@quantbot/core';

import type { StderrTelemetry } from '../output/stderrTelemetry.ts';
import { withExecutionAdapter } from './withExecutionAdapter.ts';

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
  return withExecutionAdapter(telemetry, async ({ adapter }) => adapter.execute(request), {
    title: 'trading',
  });
}
