import { describe, expect, it } from 'vitest';

import { differingField, fingerprintRequest, fingerprintText } from '../execution/fingerprint.ts';
import {
  breakerAfterFailure,
  breakerWaitMs,
  CLOSED_BREAKER,
  DEFAULT_BREAKER_RULES,
} from '../execution/circuitBreaker.ts';
import { faultResult } from '../execution/faultResult.ts';
import { simulateExecution } from '../execution/simulateExecution.ts';
import { snapshotRequest } from '../execution/snapshotRequest.ts';
import { validateRequest } from '../execution/validateRequest.ts';
import { fault, isFault } from '../errors/fault.ts';
import type {
  AnyExecutionRequest,
  ExecutionPort,
  ExecutionResult,
} from '../ports/executionPort.ts';
import type { ExecutionPortSubject, OpenedPort } from './contractSubject.ts';
import { executionPortContract } from './executionPortContract.ts';

const MINT = 'DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263';

/** The smallest port that keeps every promise, and the faults a test builds into it. */
interface ModelFaults {
  readonly decorate?: (port: ExecutionPort) => ExecutionPort;
  readonly forgetsKeys?: boolean;
}

function openModel({ decorate = (port) => port, forgetsKeys = false }: ModelFaults): OpenedPort {
  const trades = new Map<string, { request: AnyExecutionRequest; answer: ExecutionResult }>();
  let breaker = CLOSED_BREAKER;
  let failing = false;
  const waitMs = (): number => breakerWaitMs(breaker, DEFAULT_BREAKER_RULES, 0);

  const execute = (given: AnyExecutionRequest): ExecutionResult => {
    const request = snapshotRequest(given);
    if (isFault(request)) return faultResult(request);
    const malformed = validateRequest(request);
    if (malformed !== undefined) return faultResult(malformed);
    const key = request.idempotencyKey ?? fingerprintText(fingerprintRequest(request));
    const known = trades.get(key);
    if (known !== undefined && !forgetsKeys) return repeat(key, known, request);
    if (waitMs() > 0) {
      const context = { consecutiveFailures: 5, retryAfterMs: waitMs() };
      return faultResult(fault('BREAKER__OPEN', context));
    }
    if (failing) {
      breaker = breakerAfterFailure(breaker, DEFAULT_BREAKER_RULES, 0);
      return faultResult(fault('QUOTE__UNAVAILABLE', { venue: 'model', reason: 'told to' }));
    }
    const answer = simulateExecution(request, forgetsKeys ? `${key}-${Math.random()}` : key);
    trades.set(key, { request, answer });
    return structuredClone({ ...answer, idempotencyKey: key });
  };
  const port = decorate({
    execute: (request) => Promise.resolve(execute(request)),
    isAvailable: () => Promise.resolve(waitMs() === 0),
  });
  return {
    port,
    close: () => Promise.resolve(),
    failTrades: () => {
      failing = true;
    },
  };
}

function repeat(
  key: string,
  known: { request: AnyExecutionRequest; answer: ExecutionResult },
  request: AnyExecutionRequest,
): ExecutionResult {
  const stored = fingerprintRequest(known.request);
  const requested = fingerprintRequest(request);
  const field = differingField(stored, requested);
  if (field === undefined) return structuredClone({ ...known.answer, deduplicated: true });
  const values = { key, field, stored: stored[field], requested: requested[field] };
  return faultResult(fault('IDEMPOTENCY__REQUEST_MISMATCH', values));
}

function subjectWith(faults: ModelFaults): ExecutionPortSubject {
  return {
    createPort: () => Promise.resolve(openModel(faults)),
    token: { mint: MINT, decimals: 5 },
    breaker: { maxConsecutiveFailures: DEFAULT_BREAKER_RULES.maxConsecutiveFailures },
  };
}

async function failuresOf(faults: ModelFaults): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const contractCase of executionPortContract(subjectWith(faults))) {
    await contractCase.run().catch(() => failed.push(contractCase.name));
  }
  return failed;
}

/** Replaces answers of a port. */
function answering(change: (result: ExecutionResult) => ExecutionResult): ModelFaults {
  return {
    decorate: (port) => ({
      ...port,
      execute: async (request) => change(await port.execute(request)),
    }),
  };
}

describe('the suite on a port that keeps its promises', () => {
  for (const contractCase of executionPortContract(subjectWith({}))) {
    it(contractCase.name, contractCase.run);
  }

  it('has unique names', () => {
    const names = executionPortContract(subjectWith({})).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('closes the port of a case that fails', async () => {
    let closed = 0;
    const subject: ExecutionPortSubject = {
      ...subjectWith({}),
      createPort: () =>
        Promise.resolve({
          port: { execute: () => Promise.reject(new Error('no')), isAvailable: async () => false },
          close: () => {
            closed += 1;
            return Promise.resolve();
          },
        }),
    };
    const [first] = executionPortContract(subject);
    await expect(first?.run()).rejects.toThrow();
    expect(closed).toBe(1);
  });

  it('leaves out what a subject does not claim', () => {
    const full = executionPortContract({ ...subjectWith({}), readsMint: true });
    const { breaker: _breaker, ...modest } = subjectWith({});
    const shorter = executionPortContract({ ...modest, attachesWithoutKey: false });
    expect(full.length - shorter.length).toBe(3 + 3 + 1);
  });
});

describe('the suite on a port that breaks a promise', () => {
  it('notices keys that are forgotten', async () => {
    const failed = await failuresOf({ forgetsKeys: true });
    expect(failed).toContain('answers the same key with the same signature');
    expect(failed).toContain('makes one trade of many simultaneous calls with one key');
    expect(failed).toContain('denies a known key with another side, naming it');
  });

  it('notices costs that do not add up', async () => {
    const failed = await failuresOf(
      answering((result) => ({ ...result, ...(result.success ? { totalCostLamports: 1 } : {}) })),
    );
    expect(failed).toEqual([
      'answers a success with signature, key, price, amount and costs that add up',
      'answers a buy in base units as it answers one in SOL',
    ]);
  });

  it('notices values that JSON cannot carry', async () => {
    const failed = await failuresOf(
      answering((result) => ({ ...result, slot: 5n as unknown as number })),
    );
    expect(failed).toContain('answers values that survive JSON unchanged');
  });

  it('notices a repeat that does not say so', async () => {
    const failed = await failuresOf(
      answering(({ deduplicated: _deduplicated, ...result }) => result),
    );
    expect(failed).toContain('answers the same key with the same signature');
  });

  it('notices a port that takes everything', async () => {
    const failed = await failuresOf({
      decorate: (port) => ({
        ...port,
        execute: () => Promise.resolve({ success: true, txSignature: 'same' }),
      }),
    });
    expect(failed.filter((name) => name.startsWith('denies')).length).toBeGreaterThan(70);
  });

  it('notices a port that rejects instead of answering', async () => {
    const failed = await failuresOf({
      decorate: (port) => ({
        ...port,
        execute: async (request) => {
          const result = await port.execute(request);
          if (!result.success) throw new Error(result.error);
          return result;
        },
      }),
    });
    expect(failed).toContain('denies null in place of a request');
  });
});
