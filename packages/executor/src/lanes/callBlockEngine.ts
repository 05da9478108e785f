import { z } from 'zod';

import { endpointLabel } from '../chain/endpointLabel.ts';
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

const answerShape = z.object({
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).nullish(),
});

/**
 * Calls a block engine over JSON-RPC.
 *
 * @throws BlockEngineRefusal when it answered with an error; Error when it did not answer.
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
  const answer = answerShape.safeParse(parseOrUndefined(response.body));
  if (!answer.success || isEmpty(answer.data)) {
    throw new Error(`${endpointLabel(jitoEndpoint)} answered HTTP ${response.status}`);
  }
  const { error, result } = answer.data;
  if (error !== null && error !== undefined)
    throw new BlockEngineRefusal(error.code, error.message);
  return result;
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
