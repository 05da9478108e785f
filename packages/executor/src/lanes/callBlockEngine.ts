import { z } from 'zod';

import { endpointLabel } from '../chain/endpointLabel.ts';
import { isThrottleCode, retryAfterMs } from '../chain/retryAfterMs.ts';
import { RpcThrottleError } from '../chain/rpcTransport.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/** One question to a block engine. */
export interface BlockEngineCall {
  /** Host of the engine; the path is appended. */
  readonly jitoEndpoint: string;
  /** Last part of the path, such as `bundles`. */
  readonly path: string;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** The engine understood the call and said no. */
export class BlockEngineRefusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(`${message} (${code})`);
    this.name = 'BlockEngineRefusal';
    this.code = code;
  }
}

const REQUEST_TIMEOUT_MS = 3_000;

const HTTP_TOO_MANY_REQUESTS = 429;

const answerShape = z.object({
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).nullish(),
});

/**
 * Calls a block engine over JSON-RPC.
 *
 * @throws BlockEngineRefusal when it answered with an error; RpcThrottleError when it wants fewer
 * calls; Error when it did not answer.
 */
export async function callBlockEngine(
  platform: ExecutorPlatform,
  call: BlockEngineCall,
): Promise<unknown> {
  const { jitoEndpoint, path, method, params } = call;
  const response = await platform.http({
    method: 'POST',
    url: `${jitoEndpoint.replace(/\/$/u, '')}/api/v1/${path}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    timeoutMs: REQUEST_TIMEOUT_MS,
  });
  const label = endpointLabel(jitoEndpoint);
  const { status, headers } = response;
  const answer = answerShape.safeParse(parseOrUndefined(response.body));
  const error = answer.data?.error ?? undefined;
  const askedMs = retryAfterMs(headers) ?? retryHintMs(error?.message);
  // A limit is told by the status, by a code, or by both. Either way nobody took anything for sure.
  if (status === HTTP_TOO_MANY_REQUESTS) throw new RpcThrottleError(label, status, askedMs);
  if (error !== undefined && isThrottleCode(error.code)) {
    throw new RpcThrottleError(label, error.code, askedMs);
  }
  if (!answer.success || isEmpty(answer.data)) {
    throw new Error(`${label} answered HTTP ${status}`);
  }
  if (error !== undefined) throw new BlockEngineRefusal(error.code, error.message);
  return answer.data.result;
}

/** Engines put the pause into words (seen with Jito). It only sizes a rest. */
const RETRY_HINT = /retry after (?<ms>\d{1,6}) ?ms/iu;

function retryHintMs(message: string | undefined): number | undefined {
  const text = RETRY_HINT.exec(message ?? '')?.groups?.['ms'];
  return text === undefined ? undefined : Number(text);
}

/** A gateway's own JSON (a rate limit, say) has neither result nor error: nobody took anything. */
function isEmpty({ result, error }: z.infer<typeof answerShape>): boolean {
  return (result === undefined || result === null) && (error === undefined || error === null);
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
