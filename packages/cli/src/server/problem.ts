import { describeError, type ErrorCode, type ExecutionResult, type Fault } from '@quantbot/core';

/** What every refusal says. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  /** What to do next. */
  readonly next: string;
  readonly requestId: string;
  /** The answer of a trade, where it is one that was refused. */
  readonly result?: ExecutionResult;
}

/** Media type of a refusal. */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** A refusal for a client. Nothing of where it came from is in it. */
export function problemOf(
  { code, message }: Pick<Fault, 'code' | 'message'>,
  requestId: string,
): Problem {
  return { code, message, next: describeError(code).action, requestId };
}

const STATUSES: Partial<Record<ErrorCode, number>> = {
  SERVER__KEY_UNKNOWN: 404,
  SERVER__ROUTE_UNKNOWN: 404,
  SERVER__NO_ROLLOUT: 404,
  SERVER__NO_METRICS: 404,
  SERVER__BODY_TOO_LARGE: 413,
  SERVER__MEDIA_TYPE_UNSUPPORTED: 415,
  SERVER__HOST_NOT_ALLOWED: 403,
  SERVER__ORIGIN_NOT_ALLOWED: 403,
  SERVER__SCOPE_MISSING: 403,
  SERVER__TOKEN_MISSING: 401,
  SERVER__TOKEN_UNKNOWN: 401,
  SERVER__TOKEN_EXPIRED: 401,
  SERVER__TOKEN_REVOKED: 401,
  SERVER__RATE_EXCEEDED: 429,
  SERVER__STREAMS_EXCEEDED: 503,
  SERVER__SHUTTING_DOWN: 503,
  SERVER__NOT_READY: 503,
  SERVER__TOKENS_UNUSABLE: 503,
  IDEMPOTENCY__REQUEST_MISMATCH: 409,
  VALIDATE__FIELD_UNKNOWN: 400,
  EXECUTOR__CLOSED: 503,
  CONTROL__BUSY: 503,
};

/** Status that a code is answered with. */
export function statusOfCode(code: ErrorCode): number {
  const known = STATUSES[code];
  if (known !== undefined) return known;
  if (code.startsWith('SERVER__')) return 400;
  const { outcome } = describeError(code);
  if (outcome === 'denied') return 422;
  // The set-up of the server is at fault, or what it depends on is away.
  if (outcome === 'configuration' || outcome === 'unknown') return 503;
  return 500;
}
