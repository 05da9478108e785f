import type { Fault } from '@quantbot/core';
import type { ExecutionAdapter } from '@quantbot/executor';

import type { StderrTelemetry } from '../output/stderrTelemetry.ts';
import { withExecutionAdapter } from './withExecutionAdapter.ts';

/** Which trades were followed, or why none could be. */
export type ResumeOutcome =
  | { readonly kind: 'followed'; readonly keys: readonly string[] }
  | { readonly kind: 'problem'; readonly problem: Fault };

/**
 * Follows every open trade until it has ended or a signal to stop comes.
 *
 * @throws ExecutionError `CONFIG__*`, `WALLET__*` and `JOURNAL__*`
 */
export async function runResume(telemetry: StderrTelemetry): Promise<ResumeOutcome> {
  return withExecutionAdapter(telemetry, async ({ adapter }) => seeThrough(adapter), {
    title: 'following open trades',
  });
}

/** Follows what an adapter finds open. */
export async function seeThrough(
  adapter: Pick<ExecutionAdapter, 'resume' | 'idle'>,
): Promise<ResumeOutcome> {
  const { followed, problem } = await adapter.resume();
  if (problem !== undefined) return { kind: 'problem', problem };
  await adapter.idle();
  return { kind: 'followed', keys: followed };
}
