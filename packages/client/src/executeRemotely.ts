import {
  describeError,
  fault,
  faultResult,
  isErrorCode,
  isKeyReusable,
  renderError,
  type AnyExecutionRequest,
  type ExecutionResult,
} from '@quantbot/core';

import { backoffMs } from './backoffMs.ts';
import type { CompiledOptions } from './clientOptions.ts';
import { exchange } from './exchange.ts';
import { readReply, type ExecutionReading } from './readReply.ts';
import { unknownOutcome } from './unknownOutcome.ts';
import { watchTrade } from './watchTrade.ts';

/** A request that has its key. */
export interface KeyedRequest {
  readonly key: string;
  /** Whether the key was made for this call, so that nobody else can have used it. */
  readonly isKeyOurs: boolean;
  readonly request: AnyExecutionRequest;
}

const DEADLINE_MS_DEFAULT = 90_000;
const WAIT_AFTER_DEADLINE_MS = 60_000;
/** What the first request gets to arrive and be answered, however little the caller waits. */
const HAND_OVER_MS_MIN = 2_000;
/** Kept back of every wait, so that the server's own answer arrives before ours is given. */
const ANSWER_MARGIN_MS = 500;

/**
 * Hands a trade to the server and stays with it until it is decided or the caller's wait is over.
 *
 * The request is repeated with its key, which names the trade for ever, so that a lost answer costs
 * nothing. Every repeat carries what is left of the deadline: a server that is back after a minute
 * must not sign at prices the caller has not seen. Once the server has said that it has the trade,
 * it is only looked at and never handed over again, so that a server that lost its journal, or
 * another one behind the same address, cannot make a second trade of it.
 */
export async function executeRemotely(
  options: CompiledOptions,
  keyed: KeyedRequest,
): Promise<ExecutionResult> {
  const { platform } = options;
  const { deadlineMs = DEADLINE_MS_DEFAULT } = keyed.request;
  const waitMs = keyed.request.waitMs ?? deadlineMs + WAIT_AFTER_DEADLINE_MS;
  const startedMs = platform.monotonicMs();
  const elapsedMs = (): number => Math.round(platform.monotonicMs() - startedMs);
  let mayHaveArrived = false;
  let reason = 'the wait was over before anything was asked';
  let denial: ExecutionResult | undefined;
  for (let sends = 0; ; sends += 1) {
    const leftMs = waitMs - elapsedMs();
    const signableMs = deadlineMs - elapsedMs();
    if (sends > 0 && (leftMs <= 0 || signableMs <= 0)) break;
    const reply = await exchange(
      options,
      submission(options, keyed, { leftMs, signableMs, sends }),
    );
    const reading = readReply(reply, keyed.key);
    if (reading.kind === 'final') {
      return mayHaveArrived && isBlind(reading.result)
        ? unknownOutcome(keyed.key, reading.result.error ?? 'the server cannot look')
        : finalResult(reading.result, keyed, sends);
    }
    if (reading.kind === 'open') {
      const watched = { key: keyed.key, untilMs: startedMs + waitMs, last: reading };
      return watchTrade(options, { ...watched, ask: async () => askResult(options, keyed) });
    }
    if (reading.kind === 'refused') return refusal(options, keyed, { reading, mayHaveArrived });
    mayHaveArrived ||= reading.mayHaveArrived;
    ({ reason, denial } = reading);
    const asked = reply.kind === 'reply' ? (reply.retryAfterMs ?? 0) : 0;
    const pauseMs = Math.max(asked, backoffMs(sends, platform.random()));
    if (pauseMs >= Math.min(waitMs, deadlineMs) - elapsedMs()) break;
    await platform.delay(pauseMs);
  }
  if (mayHaveArrived) return unknownOutcome(keyed.key, reason);
  if (denial !== undefined) return finalResult(denial, keyed, 0);
  const unreachable = { server: options.url, reason, waitedMs: elapsedMs() };
  return faultResult(fault('CLIENT__SERVER_UNREACHABLE', unreachable), {
    idempotencyKey: keyed.key,
  });
}

function submission(
  { requestMs }: CompiledOptions,
  { key, request }: KeyedRequest,
  left: { readonly leftMs: number; readonly signableMs: number; readonly sends: number },
) {
  const { idempotencyKey: _, ...body } = request;
  const waitMs = Math.min(requestMs, left.leftMs);
  // A caller who will not wait at all still wants the trade made.
  const handOverMs = left.sends === 0 ? Math.min(requestMs, HAND_OVER_MS_MIN) : 1;
  const timeoutMs = Math.max(handOverMs, waitMs);
  return {
    method: 'POST' as const,
    path: '/v1/executions',
    headers: { 'idempotency-key': key },
    body: {
      ...body,
      // Left to the server's own default unless the caller named one or time has passed.
      ...(body.deadlineMs === undefined && left.sends === 0
        ? {}
        : { deadlineMs: Math.max(1, left.signableMs) }),
      waitMs: Math.max(0, Math.floor(waitMs - ANSWER_MARGIN_MS)),
    },
    timeoutMs,
  };
}

/** A server that cannot open its journal or wallet says nothing of what it was handed before. */
function isBlind({ success, errorCode }: ExecutionResult): boolean {
  return (
    !success && errorCode !== undefined && describeError(errorCode).outcome === 'configuration'
  );
}

/** Asks for the result of a trade that the server said it has decided. */
async function askResult(options: CompiledOptions, keyed: KeyedRequest): Promise<ExecutionReading> {
  const left = { leftMs: options.requestMs, signableMs: 1, sends: 1 };
  const reading = readReply(await exchange(options, submission(options, keyed, left)), keyed.key);
  return reading.kind === 'final'
    ? { kind: 'final', result: finalResult(reading.result, keyed, 1) }
    : reading;
}

/**
 * A repeat of ours makes the server say "deduplicated". With a key of our own that is never so for
 * the caller; with a key of his it is not known, and then it is not said.
 */
function finalResult(
  result: ExecutionResult,
  { key, isKeyOurs }: KeyedRequest,
  repeats: number,
): ExecutionResult {
  const { deduplicated, ...rest } = { ...result, idempotencyKey: key };
  if (isKeyOurs) return { ...rest, deduplicated: false };
  return repeats > 0 || deduplicated === undefined ? rest : { ...rest, deduplicated };
}

/**
 * A refusal of the first request says that nothing was traded. Of a later one it says nothing of the
 * requests before it, except that a key which names another trade never named this one.
 */
function refusal(
  { url }: CompiledOptions,
  { key }: KeyedRequest,
  found: {
    readonly reading: Extract<ExecutionReading, { kind: 'refused' }>;
    readonly mayHaveArrived: boolean;
  },
): ExecutionResult {
  const { status, code, message } = found.reading;
  if (code === 'IDEMPOTENCY__REQUEST_MISMATCH') {
    return {
      success: false,
      error: message,
      errorCode: code,
      keyReusable: false,
      idempotencyKey: key,
    };
  }
  if (found.mayHaveArrived) {
    return unknownOutcome(key, `a repeat was refused with status ${status}: ${message}`);
  }
  if (code !== undefined && isErrorCode(code)) {
    return {
      success: false,
      error: message,
      errorCode: code,
      keyReusable: isKeyReusable(code),
      idempotencyKey: key,
    };
  }
  const context = { server: url, status, reason: message.replace(/\.$/u, '') };
  return {
    success: false,
    error: renderError('CLIENT__REQUEST_REFUSED', context),
    errorCode: 'CLIENT__REQUEST_REFUSED',
    keyReusable: true,
    idempotencyKey: key,
  };
}
