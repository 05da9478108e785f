import { Hono, type Context } from 'hono';
import { z } from 'zod';

import { callJitoMethod, type JitoAnswer, type JitoContext } from './jitoMethods.ts';
import { JITO_ERROR_CODE, JitoRefusal } from './jitoRefusal.ts';
import { createTipFloor } from './tipFloor.ts';

const rpcRequest = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number(), z.null()]).default(null),
  method: z.string(),
  params: z.unknown().default([]),
});

/** Bundles and their statuses may be posted to one path, as older clients do, or to their own. */
const RPC_PATHS = [
  '/api/v1/bundles',
  '/api/v1/transactions',
  '/api/v1/getBundleStatuses',
  '/api/v1/getInflightBundleStatuses',
  '/api/v1/getTipAccounts',
] as const;

/**
 * Creates an HTTP application shaped like a Jito block engine. Refusals are JSON-RPC errors with
 * HTTP 400.
 */
export function createJitoApplication(context: JitoContext): Hono {
  const application = new Hono();
  for (const path of RPC_PATHS) {
    application.post(path, (request) => answerRpc(context, request));
  }
  application.get('/api/v1/bundles/tip_floor', (request) =>
    request.json(createTipFloor(new Date().toISOString())),
  );
  application.notFound((request) => request.json({ error: 'Not found' }, 404));
  return application;
}

async function answerRpc(context: JitoContext, request: Context): Promise<Response> {
  let id: string | number | null = null;
  try {
    const call = parseRequest(await request.req.text());
    id = call.id;
    const bundleOnly = request.req.query('bundleOnly') === 'true';
    const answer: JitoAnswer = await callJitoMethod(context, { ...call, bundleOnly });
    if (answer.bundleId !== undefined) request.header('x-bundle-id', answer.bundleId);
    return request.json({ jsonrpc: '2.0', result: answer.result, id });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const isRefusal = cause instanceof JitoRefusal;
    const code = isRefusal ? cause.code : JITO_ERROR_CODE.internal;
    return request.json({ jsonrpc: '2.0', error: { code, message }, id }, isRefusal ? 400 : 500);
  }
}

function parseRequest(text: string): z.output<typeof rpcRequest> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new JitoRefusal('Parse error: the body is not JSON', JITO_ERROR_CODE.parseError);
  }
  const parsed = rpcRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new JitoRefusal(
    'Invalid request: not a JSON-RPC 2.0 call; batches are not supported',
    JITO_ERROR_CODE.invalidRequest,
  );
}
