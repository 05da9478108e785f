import type { RpcTransport } from '@solana/kit';
import { parseJsonWithBigInts, stringifyJsonWithBigInts } from '@solana/rpc-spec-types';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { endpointLabel } from './endpointLabel.ts';

/** Which node to talk to, and how long to wait for it. */
export interface RpcTransportOptions {
  readonly url: string;
  readonly platform: ExecutorPlatform;
  readonly timeoutMs: number;
}

/** The node answered with an HTTP status instead of a JSON-RPC answer. */
export class RpcHttpError extends Error {
  readonly httpStatus: number;

  constructor(label: string, httpStatus: number) {
    super(`${label} answered HTTP ${httpStatus}`);
    this.name = 'RpcHttpError';
    this.httpStatus = httpStatus;
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
    if (response.status !== 200) throw new RpcHttpError(endpointLabel(url), response.status);
    return parseJsonWithBigInts(response.body) as Response;
  };
}
