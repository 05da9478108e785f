import type { ExecutionResult } from '@quantbot/core';

import type { ExecutorSession } from './executorSession.ts';

/** Counts and times the answer to one call of `execute`. */
export async function measureAnswer(
  { config, measures }: Pick<ExecutorSession, 'config' | 'measures'>,
  request: unknown,
  answer: () => Promise<ExecutionResult>,
): Promise<ExecutionResult> {
  const { platform } = config;
  const startedAtMs = platform.monotonicMs();
  const result = await answer();
  measures.answered(sideOf(request), result, platform.monotonicMs() - startedAtMs);
  return result;
}

/** A caller without types may hand anything over, and is told so. */
function sideOf(request: unknown): unknown {
  return typeof request === 'object' && request !== null && 'side' in request
    ? request.side
    : undefined;
}
