import type { AnyExecutionRequest, ExecutionPort, ExecutionResult } from '@quantbot/core';

/** How long to wait, and whom to tell. */
export interface WaitForJournal {
  /** Deadline of a request that has none, milliseconds. */
  readonly deadlineMs: number;
  readonly nowMs: () => number;
  readonly notice: (message: string) => void;
}

/**
 * Executes as soon as no other process owns the journal: whoever runs the same command twice
 * wants the second to get the answer of the first. The wait counts against the deadline, so that
 * nothing is traded later than it was meant to be.
 *
 * @returns `JOURNAL__LOCKED` when the other process kept the journal for the whole time.
 */
export async function executeWhenFree(
  port: Pick<ExecutionPort, 'execute'>,
  request: AnyExecutionRequest,
  { deadlineMs, nowMs, notice }: WaitForJournal,
): Promise<ExecutionResult> {
  const startedAtMs = nowMs();
  let result = await port.execute(request);
  const deadline = request.deadlineMs ?? deadlineMs;
  const budgetMs = Math.min(deadline, request.waitMs ?? deadline);
  for (let isFirst = true; result.errorCode === 'JOURNAL__LOCKED'; isFirst = false) {
    const spentMs = Math.ceil(nowMs() - startedAtMs);
    if (spentMs >= budgetMs) break;
    if (isFirst) {
      const seconds = Math.ceil((budgetMs - spentMs) / 1_000);
      notice(`Another process trades from this data directory; waiting up to ${seconds} s for it.`);
    }
    result = await port.execute(withLessTime(request, { deadline, spentMs }));
  }
  return result;
}

function withLessTime(
  request: AnyExecutionRequest,
  { deadline, spentMs }: { readonly deadline: number; readonly spentMs: number },
): AnyExecutionRequest {
  const { waitMs } = request;
  return {
    ...request,
    deadlineMs: deadline - spentMs,
    ...(waitMs === undefined ? {} : { waitMs: waitMs - spentMs }),
  };
}
