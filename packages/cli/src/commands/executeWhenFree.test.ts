import { fault, faultResult, type AnyExecutionRequest, type ExecutionResult } from '@quantbot/core';
import { describe, expect, it, vi } from 'vitest';

import { LANDED, MINT } from '../testing/records.ts';
import { executeWhenFree } from './executeWhenFree.ts';

const REQUEST: AnyExecutionRequest = {
  tokenAddress: MINT,
  chain: 'solana',
  side: 'buy',
  amount: 1,
  idempotencyKey: 'entry',
};
const LOCKED = faultResult(fault('JOURNAL__LOCKED', { path: 'lock', waitedMs: 5_000 }));
const TRY_MS = 5_000;

/** A port whose every call takes five seconds; one clock for it and the wait. */
function slowPort(answers: readonly ExecutionResult[]) {
  let nowMs = 1_000;
  const left = [...answers];
  const execute = vi.fn((request: AnyExecutionRequest) => {
    nowMs += TRY_MS;
    const answer = left.shift();
    if (answer === undefined) throw new Error(`no answer for ${request.side}`);
    return Promise.resolve(answer);
  });
  const notice = vi.fn();
  return { execute, wait: { deadlineMs: 90_000, nowMs: () => nowMs, notice } };
}

describe('executeWhenFree', () => {
  it('hands on an answer that has nothing to do with the journal', async () => {
    const { execute, wait } = slowPort([LANDED]);
    expect(await executeWhenFree({ execute }, REQUEST, wait)).toBe(LANDED);
    expect(execute.mock.calls).toEqual([[REQUEST]]);
    expect(wait.notice).not.toHaveBeenCalled();
  });

  it('tries again with less time while another process owns the journal, and says so once', async () => {
    const { execute, wait } = slowPort([LOCKED, LOCKED, LANDED]);
    expect(await executeWhenFree({ execute }, REQUEST, wait)).toBe(LANDED);
    expect(execute.mock.calls.map(([{ deadlineMs }]) => deadlineMs)).toEqual([
      undefined,
      85_000,
      80_000,
    ]);
    expect(wait.notice.mock.calls).toEqual([
      ['Another process trades from this data directory; waiting up to 85 s for it.'],
    ]);
  });

  it('gives up at the deadline of the request', async () => {
    const { execute, wait } = slowPort([LOCKED, LOCKED, LOCKED]);
    const request = { ...REQUEST, deadlineMs: 12_000 };
    expect(await executeWhenFree({ execute }, request, wait)).toBe(LOCKED);
    expect(execute).toHaveBeenCalledTimes(3);
  });

  it('waits no longer than the caller wants to', async () => {
    const { execute, wait } = slowPort([LOCKED, LOCKED]);
    const request = { ...REQUEST, waitMs: 7_000 };
    expect(await executeWhenFree({ execute }, request, wait)).toBe(LOCKED);
    expect(execute.mock.calls.at(-1)?.[0]).toMatchObject({ deadlineMs: 85_000, waitMs: 2_000 });
  });
});
