import { Hono, type Context } from 'hono';
import { reasonOf } from '@quantbot/core';
import { z } from 'zod';

import { SilentNodeError } from '../model/nodeBehaviour.ts';
import { RPC_METHODS, type RpcContext } from './rpcMethods.ts';
import { RPC_ERROR_CODE, RpcRefusal } from './rpcRefusal.ts';

const rpcCall = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number(), z.null()]).default(null),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
});
type RpcCall = z.output<typeof rpcCall>;

const UNAVAILABLE = 503;

/** Creates the HTTP application of one node: JSON-RPC 2.0 by POST, one call or a list of them. */
export function createRpcApplication(context: RpcContext): Hono {
  const application = new Hono();
  application.post('/', (request) => answer(context, request));
  application.get('/health', (request) => request.text('ok'));
  return application;
}

async function answer(context: RpcContext, request: Context): Promise<Response> {
  const { availability } = context.node.behaviour;
  if (availability === 'erroring') return request.text('Service unavailable', UNAVAILABLE);
  // Whoever asks a silent node waits until he gives up; the connection ends the wait.
  if (availability === 'silent') return new Promise<Response>(() => undefined);
  const body = parseJson(await request.req.text());
  const answered = Array.isArray(body)
    ? await Promise.all(body.map(async (call) => answerCall(context, call)))
    : await answerCall(context, body);
  return request.json(answered);
}

async function answerCall(context: RpcContext, body: unknown): Promise<object> {
  const parsed = rpcCall.safeParse(body);
  if (!parsed.success) {
    const code = body === undefined ? RPC_ERROR_CODE.parse : RPC_ERROR_CODE.request;
    return refused(null, new RpcRefusal('Not a JSON-RPC 2.0 call', { code }));
  }
  const { id } = parsed.data;
  try {
    return { jsonrpc: '2.0', result: await callMethod(context, parsed.data), id };
  } catch (cause) {
    if (cause instanceof RpcRefusal) return refused(id, cause);
    if (cause instanceof SilentNodeError) throw cause;
    return refused(id, new RpcRefusal(reasonOf(cause), { code: RPC_ERROR_CODE.internal }));
  }
}

async function callMethod(context: RpcContext, { method, params }: RpcCall): Promise<unknown> {
  const run = Object.hasOwn(RPC_METHODS, method) ? RPC_METHODS[method] : undefined;
  if (run !== undefined) return run(context, params);
  throw new RpcRefusal(`Method not found: ${method}`, { code: RPC_ERROR_CODE.method });
}

function refused(id: RpcCall['id'], { code, message, data }: RpcRefusal): object {
  return { jsonrpc: '2.0', error: { code, message, ...(data === undefined ? {} : { data }) }, id };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
