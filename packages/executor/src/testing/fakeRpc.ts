import { parseJsonWithBigInts, stringifyJsonWithBigInts } from '@solana/rpc-spec-types';
import { z } from 'zod';

import type { HttpResponse } from '../platform/executorPlatform.ts';
import type { FakeHttp } from './fakePlatform.ts';

/** A JSON-RPC error as a node answers it. */
export interface FakeRpcError {
  readonly rpcError: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/**
 * Answers one JSON-RPC method: a result, a JSON-RPC error, an HTTP answer of its own or, as an
 * Error, no answer at all. Parameters have whole numbers as bigint.
 */
export type FakeRpcMethod = (
  params: readonly unknown[],
) => Readonly<Record<string, unknown>> | bigint | string | boolean | null | readonly unknown[];

const call = z.object({
  id: z.unknown(),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
});

/** Scripts JSON-RPC over HTTP. A method that was not given is an error of the test. */
export function answerRpc(methods: Readonly<Record<string, FakeRpcMethod>>): FakeHttp {
  return (request) => {
    const { id, method, params } = call.parse(parseJsonWithBigInts(request.body ?? ''));
    const answer = methods[method]?.(params);
    if (answer === undefined) return new Error(`no answer was scripted for ${method}`);
    if (answer instanceof Error) return answer;
    if (isHttpResponse(answer)) return answer;
    const content = isRpcError(answer) ? { error: answer.rpcError } : { result: answer };
    return okResponse(stringifyJsonWithBigInts({ jsonrpc: '2.0', id, ...content }));
  };
}

/** HTTP 200 with a body. */
export function okResponse(body: string): HttpResponse {
  return { status: 200, headers: {}, body };
}

function isRpcError(answer: unknown): answer is FakeRpcError {
  return typeof answer === 'object' && answer !== null && 'rpcError' in answer;
}

function isHttpResponse(answer: unknown): answer is HttpResponse {
  return typeof answer === 'object' && answer !== null && 'status' in answer && 'headers' in answer;
}
