import assert from 'node:assert/strict';

import type {
  AnyExecutionRequest,
  ExecutionPort,
  ExecutionResult,
} from '../ports/executionPort.ts';
import { createTokenAddress } from '../tokenAddress.ts';
import {
  buyLamports,
  buyRequest,
  OTHER_MINT,
  withPort,
  type ContractCase,
  type ExecutionPortSubject,
} from './contractSubject.ts';

/** One key is one trade, whoever asks, however often and at whatever moment. */
export function idempotencyCases(subject: ExecutionPortSubject): readonly ContractCase[] {
  return [
    ...repeatCases(subject),
    ...mismatchCases(subject),
    ...concurrencyCases(subject),
    ...(subject.attachesWithoutKey === false ? [] : keylessCases(subject)),
  ];
}

function repeatCases(subject: ExecutionPortSubject): readonly ContractCase[] {
  const repeat = (name: string, fields: Partial<AnyExecutionRequest>): ContractCase => ({
    name,
    run: withPort(subject, async ({ port }) => {
      const request = buyRequest(subject, { idempotencyKey: keyOf(name) });
      const first = await succeed(port, request);
      const again = await succeed(port, { ...request, ...fields });
      assertAttached(first, again);
    }),
  });
  return [
    repeat('answers the same key with the same signature', {}),
    repeat('sees no other trade in another deadline', { deadlineMs: 60_000 }),
    repeat('sees no other trade in another wait', { waitMs: 60_000 }),
    repeat('sees no other trade in another priority fee', { priorityFee: 7 }),
    repeat('sees no other trade in another number of retries', { maxRetries: 1 }),
    repeat('sees no other trade in the same amount written in base units', {
      amount: undefined,
      amountBaseUnits: String(buyLamports(subject)),
    } as unknown as Partial<AnyExecutionRequest>),
    {
      name: 'answers another key with another signature',
      run: withPort(subject, async ({ port }) => {
        const request = buyRequest(subject, { idempotencyKey: 'contract-other-key-1' });
        const first = await succeed(port, request);
        const second = await succeed(port, { ...request, idempotencyKey: 'contract-other-key-2' });
        assert.notEqual(second.txSignature, first.txSignature);
        assert.notEqual(second.deduplicated, true);
      }),
    },
    answerIsACopyCase(subject),
    requestIsCopiedCase(subject),
  ];
}

function answerIsACopyCase(subject: ExecutionPortSubject): ContractCase {
  return {
    name: 'keeps its record when a caller changes an answer',
    run: withPort(subject, async ({ port }) => {
      const request = buyRequest(subject, { idempotencyKey: 'contract-answer-copy' });
      const first = await succeed(port, request);
      const { txSignature, fees } = structuredClone(first);
      if (!Object.isFrozen(first)) first.txSignature = 'changed';
      if (first.fees !== undefined && !Object.isFrozen(first.fees)) first.fees.totalFee = -1;
      const again = await succeed(port, request);
      assert.equal(again.txSignature, txSignature);
      assert.deepEqual(again.fees, fees);
    }),
  };
}

function requestIsCopiedCase(subject: ExecutionPortSubject): ContractCase {
  return {
    name: 'trades what was asked for when the caller changes its object afterwards',
    run: withPort(subject, async ({ port }) => {
      const request = buyRequest(subject, { idempotencyKey: 'contract-request-copy' });
      const asked = { ...request };
      const answer = port.execute(request);
      Object.assign(request, { amount: 1_000, idempotencyKey: 'contract-request-copy-changed' });
      const first = await answer;
      assert.equal(first.success, true, first.error);
      assert.equal(first.idempotencyKey, asked.idempotencyKey);
      assertAttached(first, await succeed(port, asked));
    }),
  };
}

function mismatchCases(subject: ExecutionPortSubject): readonly ContractCase[] {
  const differences: ReadonlyArray<readonly [string, Partial<AnyExecutionRequest>]> = [
    ['side', { side: 'sell' }],
    ['amount', { amount: (buyLamports(subject) + 1) / 1_000_000_000 }],
    ['tokenAddress', { tokenAddress: createTokenAddress(OTHER_MINT) }],
    ['slippageBps', { slippageBps: 101 }],
    ['limitPrice', { limitPrice: 1_000_000 }],
    ['strategyId', { strategyId: 'another' }],
  ];
  return differences.map(([field, fields]) => ({
    name: `denies a known key with another ${field}, naming it`,
    run: withPort(subject, async ({ port }) => {
      const request = buyRequest(subject, { idempotencyKey: `contract-mismatch-${field}` });
      const first = await succeed(port, request);
      const other = await port.execute({ ...request, ...fields });
      assert.equal(other.success, false);
      assert.equal(other.errorCode, 'IDEMPOTENCY__REQUEST_MISMATCH');
      assert.ok(other.error?.includes(`another ${field}`) === true, other.error);
      assert.equal(other.keyReusable, false, 'the key names a trade for ever');
      assertAttached(first, await succeed(port, request));
    }),
  }));
}

function concurrencyCases(subject: ExecutionPortSubject): readonly ContractCase[] {
  return [
    {
      name: 'makes one trade of many simultaneous calls with one key',
      run: withPort(subject, async ({ port }) => {
        const request = buyRequest(subject, { idempotencyKey: 'contract-simultaneous' });
        const answers = await Promise.all(Array.from({ length: 8 }, () => succeed(port, request)));
        assert.equal(new Set(answers.map((answer) => answer.txSignature)).size, 1);
        const owners = answers.filter((answer) => answer.deduplicated !== true);
        assert.equal(owners.length, 1, 'one call makes the trade, the others attach');
      }),
    },
    {
      name: 'lets one of two simultaneous different requests with one key win',
      run: withPort(subject, async ({ port }) => {
        const request = buyRequest(subject, { idempotencyKey: 'contract-contest' });
        const answers = await Promise.all([
          port.execute(request),
          port.execute({ ...request, slippageBps: 50 }),
        ]);
        const codes = answers.map((answer) => (answer.success ? 'success' : answer.errorCode));
        assert.equal(codes.filter((code) => code === 'success').length, 1);
        assert.equal(codes.filter((code) => code === 'IDEMPOTENCY__REQUEST_MISMATCH').length, 1);
      }),
    },
  ];
}

function keylessCases(subject: ExecutionPortSubject): readonly ContractCase[] {
  const keyless = (lamportsMore: number): AnyExecutionRequest =>
    buyRequest(subject, {
      amount: (buyLamports(subject) + lamportsMore) / 1_000_000_000,
    });
  return [
    {
      name: 'attaches a repeat without a key to the trade that just ended',
      run: withPort(subject, async ({ port }) => {
        const first = await succeed(port, keyless(1));
        assertAttached(first, await succeed(port, keyless(1)));
      }),
    },
    {
      name: 'makes one trade of simultaneous equal requests without a key',
      run: withPort(subject, async ({ port }) => {
        const answers = await Promise.all([1, 2, 3].map(() => succeed(port, keyless(2))));
        assert.equal(new Set(answers.map((answer) => answer.txSignature)).size, 1);
      }),
    },
    {
      name: 'makes another trade of a different request without a key',
      run: withPort(subject, async ({ port }) => {
        const first = await succeed(port, keyless(3));
        const second = await succeed(port, keyless(4));
        assert.notEqual(second.txSignature, first.txSignature);
        assert.notEqual(second.deduplicated, true);
      }),
    },
  ];
}

async function succeed(
  port: ExecutionPort,
  request: AnyExecutionRequest,
): Promise<ExecutionResult> {
  const result = await port.execute(request);
  assert.equal(result.success, true, result.error);
  assert.ok((result.txSignature ?? '') !== '', 'a success has a signature');
  return result;
}

function assertAttached(first: ExecutionResult, again: ExecutionResult): void {
  assert.equal(again.txSignature, first.txSignature);
  assert.equal(again.deduplicated, true);
}

function keyOf(name: string): string {
  return `contract-${name.replaceAll(' ', '-')}`;
}
