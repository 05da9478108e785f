import type { RpcTransport } from '@solana/kit';
import { parseJsonWithBigInts, stringifyJsonWithBigInts } from '@solana/rpc-spec-types';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { endpointLabel } from './endpointLabel.ts';
import { isThrottleCode, retryAfterMs } from './retryAfterMs.ts';

/** Which node to talk to, and how long to wait for it. */
export interface RpcTransportOptions {
  readonly url: string;
  readonly platform: ExecutorPlatform;
  readonly timeoutMs: number;
}

const HTTP_TOO_MANY_REQUESTS = 429;

/** The node answered with an HTTP status instead of a JSON-RPC answer. */
export class RpcHttpError extends Error {
  readonly httpStatus: number;

  constructor(label: string, httpStatus: number) {
    super(`${label} answered HTTP ${httpStatus}`);
    this.name = 'RpcHttpError';
    this.httpStatus = httpStatus;
  }
}

/** The node wants fewer calls, by HTTP 429 or by a code inside JSON-RPC. */
export class RpcThrottleError extends Error {
  /** Milliseconds after which it wants to be asked again, where it says so. */
  readonly retryAfterMs: number | undefined;

  constructor(label: string, code: number, retryAfter: number | undefined) {
    const isHttp = code === HTTP_TOO_MANY_REQUESTS;
    super(isHttp ? `${label} answered HTTP ${code}` : `${label} limits its calls (${code})`);
    this.name = 'RpcThrottleError';
    this.retryAfterMs = retryAfter;
  }
}

/** Carries JSON-RPC over the platform's HTTP, so that a simulation can stand in for the network. */
export function createRpcTransport(options: RpcTransportOptions): RpcTransport {
  const { url, platform, timeoutMs } = options;
  return async <Response>({ payload, signal }: Parameters<RpcTransport>[0]): Promise<Response> => {
    const response = await platform.http({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: stringifyJsonWithBigInts(payload),
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    });
    const label = endpointLabel(url);
    const { status, headers } = response;
    if (status === HTTP_TOO_MANY_REQUESTS) {
      throw new RpcThrottleError(label, status, retryAfterMs(headers));
    }
    if (status !== 200) throw new RpcHttpError(label, status);
    const answer: unknown = parseJsonWithBigInts(response.body);
    const code = errorCode(answer);
    if (isThrottleCode(code)) throw new RpcThrottleError(label, code, retryAfterMs(headers));
    return answer as Response;
  };
}

function errorCode(answer: unknown): number {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return Number.NaN;
  const { error } = answer;
  return typeof error === 'object' && error !== null && 'code' in error
    ? Number(error.code)
    : Number.NaN;
}
