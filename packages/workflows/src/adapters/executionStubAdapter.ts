import {
  breakerAfterFailure,
  breakerAfterSuccess,
  breakerWaitMs,
  CLOSED_BREAKER,
  describeError,
  differingField,
  fault,
  faultResult,
  fingerprintRequest,
  isFault,
  reasonOf,
  simulateExecution,
  snapshotRequest,
  validateRequest,
  type AnyExecutionRequest,
  type BreakerState,
  type ExecutionPort,
  type ExecutionResult,
  type Fault,
  type RequestFingerprint,
} from '@quantbot/core';

import {
  compileStubConfig,
  type CompiledStubConfig,
  type ExecutionStubConfig,
} from './executionStubConfig.ts';
import { createStubTradeMemory, type StubTrade, type StubTradeMemory } from './stubTradeMemory.ts';

export type { ExecutionStubConfig } from './executionStubConfig.ts';

/** Everything the calls of one adapter share. */
interface Stub {
  readonly config: CompiledStubConfig;
  readonly memory: StubTradeMemory;
  breaker: BreakerState;
  /** Key of the one trade that an open breaker let through, while that trade runs. */
  probe: string | undefined;
}

const DERIVED_KEY_WINDOW_MS = 60_000;
const ENDED_TRADES_MAX = 10_000;
const RUNNING_TRADES_MAX = 1_000;

/**
 * Makes an ExecutionPort that simulates: no chain, no wallet, no money. Checks requests, keeps keys
 * and breaks after failures as the real adapter does, so that a strategy can be written and tested
 * against it.
 *
 * It remembers the last 10 000 trades in memory and nothing beyond the process; at most 1 000 run
 * at once. Without a key a request attaches to an equal one that is running or ended less than
 * 60 seconds ago.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID` for numbers that make no sense.
 *
 * @example
 * ```ts
 * const execution = createExecutionStubAdapter();
 * const result = await execution.execute(request); // result.txSignature is 'dry-run-…'
 * ```
 */
export function createExecutionStubAdapter(config: ExecutionStubConfig = {}): ExecutionPort {
  const stub = createStub(compileStubConfig(config));
  return {
    execute: (request) => execute(stub, request),
    isAvailable: () => Promise.resolve(waitMs(stub) === 0),
  };
}

function createStub(config: CompiledStubConfig): Stub {
  return {
    config,
    memory: createStubTradeMemory({
      endedTradesMax: ENDED_TRADES_MAX,
      derivedKeyWindowMs: DERIVED_KEY_WINDOW_MS,
    }),
    breaker: CLOSED_BREAKER,
    probe: undefined,
  };
}

async function execute(stub: Stub, given: AnyExecutionRequest): Promise<ExecutionResult> {
  const request = snapshotRequest(given);
  if (isFault(request)) return deny(stub, request);
  const malformed = validateRequest(request);
  if (malformed !== undefined) return deny(stub, malformed, request.idempotencyKey);

  const fingerprint = fingerprintRequest(request);
  const known = stub.config.enableIdempotency ? findTrade(stub, request, fingerprint) : undefined;
  if (isFault(known)) return deny(stub, known, request.idempotencyKey);
  if (known !== undefined) return { ...structuredClone(await known.answer), deduplicated: true };

  const closed = breakerFault(stub) ?? crowdFault(stub, request);
  if (closed !== undefined) return deny(stub, closed, request.idempotencyKey);
  const key = request.idempotencyKey ?? stub.memory.deriveKey(fingerprint);
  return structuredClone(await startTrade(stub, { request, key, fingerprint }));
}

function findTrade(
  stub: Stub,
  request: AnyExecutionRequest,
  fingerprint: RequestFingerprint,
): StubTrade | Fault | undefined {
  const key = request.idempotencyKey;
  if (key === undefined) return stub.memory.attachable(fingerprint, stub.config.clock.nowMs());
  const trade = stub.memory.byKey(key);
  if (trade === undefined) return undefined;
  const field = differingField(trade.fingerprint, fingerprint);
  if (field === undefined) return trade;
  return fault('IDEMPOTENCY__REQUEST_MISMATCH', {
    key,
    field,
    stored: trade.fingerprint[field],
    requested: fingerprint[field],
  });
}

/** Claims the key before anything waits, so that a call made meanwhile finds the trade. */
function startTrade(
  stub: Stub,
  asked: { request: AnyExecutionRequest; key: string; fingerprint: RequestFingerprint },
): Promise<ExecutionResult> {
  const { request, key, fingerprint } = asked;
  if (stub.breaker.kind === 'open') stub.probe = key;
  const answer = simulate(stub, request, key)
    .catch((cause: unknown) =>
      faultResult(fault('INTERNAL__UNEXPECTED', { reason: reasonOf(cause) }), {
        idempotencyKey: key,
      }),
    )
    .then((result) => settle(stub, trade, result));
  const trade: StubTrade = { key, fingerprint, answer, endedAtMs: undefined };
  stub.memory.remember(trade);
  return answer;
}

async function simulate(
  stub: Stub,
  request: AnyExecutionRequest,
  key: string,
): Promise<ExecutionResult> {
  const { dryRun, simulatedDelayMs, delay } = stub.config;
  if (!dryRun) return faultResult(fault('STUB__LIVE_NOT_IMPLEMENTED'), { idempotencyKey: key });
  if (simulatedDelayMs > 0) await delay(simulatedDelayMs);
  return simulateExecution(request, key);
}

function settle(stub: Stub, trade: StubTrade, result: ExecutionResult): ExecutionResult {
  const nowMs = stub.config.clock.nowMs();
  if (stub.probe === trade.key) stub.probe = undefined;
  if (result.success && stub.config.enableIdempotency) stub.memory.end(trade, nowMs);
  else stub.memory.forget(trade);
  const before = stub.breaker.kind;
  stub.breaker = result.success
    ? breakerAfterSuccess()
    : breakerAfterFailure(stub.breaker, stub.config.rules, nowMs);
  report(stub, result, trade.key);
  if (before !== stub.breaker.kind) {
    stub.config.telemetry.emitEvent({
      name: `execution.breaker.${stub.breaker.kind}`,
      level: stub.breaker.kind === 'open' ? 'error' : 'info',
      message: `The circuit breaker of the stub is ${stub.breaker.kind}.`,
      context: { consecutiveFailures: stub.breaker.consecutiveFailures },
      timestamp: nowMs,
    });
  }
  return result;
}

function breakerFault(stub: Stub): Fault | undefined {
  const retryAfterMs = waitMs(stub);
  if (retryAfterMs === 0) return undefined;
  const { consecutiveFailures } = stub.breaker;
  return fault('BREAKER__OPEN', { consecutiveFailures, retryAfterMs });
}

/** While a probe runs nobody knows how long it takes; a whole waiting time is the honest bound. */
function waitMs(stub: Stub): number {
  if (stub.probe !== undefined) return stub.config.rules.resetAfterMs;
  return breakerWaitMs(stub.breaker, stub.config.rules, stub.config.clock.nowMs());
}

function crowdFault(stub: Stub, request: AnyExecutionRequest): Fault | undefined {
  const waiting = stub.memory.runningCount();
  if (waiting < RUNNING_TRADES_MAX) return undefined;
  const mint = request.tokenAddress;
  return fault('EXECUTOR__QUEUE_FULL', { mint, waiting, waitingMax: RUNNING_TRADES_MAX });
}

function deny(stub: Stub, refusal: Fault, idempotencyKey?: string): ExecutionResult {
  const named = typeof idempotencyKey === 'string' ? { idempotencyKey } : {};
  const result = faultResult(refusal, named);
  report(stub, result, idempotencyKey);
  return result;
}

function report(stub: Stub, result: ExecutionResult, key: string | undefined): void {
  const outcome =
    result.errorCode === undefined ? 'executed' : describeError(result.errorCode).outcome;
  stub.config.telemetry.emitMetric({
    name: 'quantbot_stub_trades_total',
    type: 'counter',
    value: 1,
    labels: { outcome, code: result.errorCode ?? 'none' },
  });
  stub.config.telemetry.emitEvent({
    name: `execution.stub.${outcome}`,
    level: result.success ? 'debug' : 'warn',
    message: result.error ?? `Simulated ${result.txSignature ?? ''}.`,
    context: { key: key ?? '', code: result.errorCode ?? '' },
  });
}
