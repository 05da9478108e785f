/**
 * How long one call to the chain in the next process may take, in milliseconds. For what hangs
 * alone: a machine that stands still for seconds must not make a call fail that is on its way.
 */
const CALL_TIMEOUT_MS = 60_000;

/** A chain, and how long it is waited for. */
export interface PatientNode {
  readonly rpcUrl: string;
  readonly timeoutMs: number;
}

/** An error the chain answered with. */
export class RpcError extends Error {
  readonly code: number;

  constructor(method: string, error: { code: number; message: string }) {
    super(`The chain refused ${method} with ${error.code}: ${error.message}`);
    this.name = 'RpcError';
    this.code = error.code;
  }
}

/**
 * Calls a JSON-RPC method of the embedded chain. Used where kit's typed client does not reach:
 * bundles, and answers that kit's error mapper does not survive.
 *
 * @throws RpcError when the chain answers with an error; another Error when it does not answer
 */
export async function callRpc<Result>(
  node: string | PatientNode,
  method: string,
  parameters: readonly unknown[] = [],
): Promise<Result> {
  const { rpcUrl, timeoutMs } =
    typeof node === 'string' ? { rpcUrl: node, timeoutMs: CALL_TIMEOUT_MS } : node;
  const response = await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: parameters }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const body: { result: Result; error?: { code: number; message: string } } = JSON.parse(
    await response.text(),
  );
  if (body.error !== undefined) throw new RpcError(method, body.error);
  return body.result;
}
