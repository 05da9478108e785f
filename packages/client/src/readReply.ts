import { describeError, isErrorCode, TRADE_STATUSES, type ExecutionResult } from '@quantbot/core';

import type { LostReply, ServerReply } from './exchange.ts';

/** What an answer to `POST /v1/executions` means for the trade. */
export type ExecutionReading =
  /** The trade is decided, or denied. */
  | { readonly kind: 'final'; readonly result: ExecutionResult }
  /** The server has the trade and goes on with it. */
  | { readonly kind: 'open'; readonly result: ExecutionResult | undefined; readonly reason: string }
  /** Nothing of this answer decides; the request is repeated. */
  | {
      readonly kind: 'again';
      readonly reason: string;
      /** False when the server has certainly nothing of the request. */
      readonly mayHaveArrived: boolean;
      /** What a server that takes nothing now said of the trade. */
      readonly denial?: ExecutionResult;
    }
  /** The server does not take such a request, now or later. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly code: string | undefined;
      readonly message: string;
    };

const TOO_MANY = 429;
/** Gateways say it of an upstream that was slow, and that may have what it was handed. */
const TIMED_OUT = 408;
const ACCEPTED = 202;

/**
 * Reads an answer. Only a result that names this trade decides it; a page of a proxy, a result of
 * another trade and a code of a newer server do not.
 */
export function readReply(reply: ServerReply | LostReply, key: string): ExecutionReading {
  if (reply.kind === 'lost') {
    return { kind: 'again', reason: reply.reason, mayHaveArrived: reply.mayHaveArrived };
  }
  const { status, body } = reply;
  const result = readResult(body);
  const outcome = result === undefined ? undefined : readOutcome(result, key, status);
  if (status === ACCEPTED && outcome?.kind !== 'final') {
    const told = outcome?.kind === 'open' ? outcome.result : undefined;
    return { kind: 'open', result: told, reason: told?.error ?? 'the server goes on with it' };
  }
  if (outcome !== undefined) return status >= 500 ? passing(outcome) : outcome;
  const told = problemOf(body);
  if (status === TOO_MANY)
    return { kind: 'again', reason: told.text(status), mayHaveArrived: false };
  if (status >= 300 && status < 500 && status !== TIMED_OUT) {
    return { kind: 'refused', status, code: told.code, message: told.text(status) };
  }
  const reason = status >= 400 ? told.text(status) : `status ${status} without a result`;
  return { kind: 'again', reason, mayHaveArrived: true };
}

function readOutcome(result: ExecutionResult, key: string, status: number): ExecutionReading {
  if (result.idempotencyKey !== undefined && result.idempotencyKey !== key) {
    const reason = `the answer is about trade "${result.idempotencyKey}"`;
    return { kind: 'again', reason, mayHaveArrived: true };
  }
  if (result.success) return { kind: 'final', result };
  const code: string | undefined = result.errorCode;
  if (code === undefined || !isErrorCode(code)) {
    const reason = `status ${status} with ${code ?? 'no error code'}, which is not known here`;
    return { kind: 'again', reason, mayHaveArrived: true };
  }
  const { outcome } = describeError(code);
  // A trade that failed on chain says so, whatever refused its next attempt.
  if (result.status === 'failed' || outcome !== 'unknown') {
    return { kind: 'final', result };
  }
  return { kind: 'open', result, reason: result.error ?? code };
}

/** A denial of a server that is about to stop, or has just started, is no word about later. */
function passing(outcome: ExecutionReading): ExecutionReading {
  if (outcome.kind !== 'final' || outcome.result.success) return outcome;
  const { error, keyReusable } = outcome.result;
  const reason = error ?? 'the server takes nothing now';
  if (keyReusable !== true) return { kind: 'again', reason, mayHaveArrived: true };
  return { kind: 'again', reason, mayHaveArrived: false, denial: outcome.result };
}

/** The result in a body, `undefined` when there is none that holds together. */
function readResult(body: unknown): ExecutionResult | undefined {
  const result = fieldsOf(fieldsOf(body)['result']);
  if (typeof result['success'] !== 'boolean') return undefined;
  const texts = ['txSignature', 'error', 'errorCode', 'idempotencyKey', 'executedPriceText'];
  if (!texts.every((name) => ['undefined', 'string'].includes(typeof result[name]))) {
    return undefined;
  }
  const { status } = result;
  const isKnown = status === undefined || TRADE_STATUSES.some((known) => known === status);
  return isKnown ? (result as unknown as ExecutionResult) : undefined;
}

/** What a body that is no result says of the trouble. */
export function problemOf(body: unknown): {
  readonly code: string | undefined;
  readonly text: (status: number) => string;
} {
  const { code, message, next } = fieldsOf(body);
  const words = [message, next].filter((part) => typeof part === 'string' && part !== '');
  const name = typeof code === 'string' ? code : undefined;
  return {
    code: name,
    text: (status) =>
      words.length === 0
        ? `status ${status}${name === undefined ? '' : ` (${name})`}`
        : words.join(' '),
  };
}

/** The fields of a JSON object; none of anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
