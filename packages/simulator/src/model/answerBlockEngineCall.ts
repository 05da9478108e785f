import { getBase58Encoder } from '@solana/kit';
import { z } from 'zod';

import type { BlockEngineHttpCall, ModelBlockEngine } from './modelBlockEngine.ts';

/** What a block engine can be asked, HTTP left out. */
export type BlockEngineMethods = Omit<ModelBlockEngine, 'answerHttp'>;

/** An HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** JSON-RPC error codes the block engine answers with. */
const ERROR_CODE = {
  parse: -32700,
  request: -32600,
  method: -32601,
  parameters: -32602,
} as const;

const BUNDLE_IDS_MAX = 5;

const rpcCall = z.object({
  id: z.union([z.string(), z.number(), z.null()]).default(null),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
});
// Leaving the encoding out means base58, deprecated as that is: clients that forget it must notice.
const encodingOption = z
  .object({ encoding: z.enum(['base58', 'base64']).default('base58') })
  .default({ encoding: 'base58' });
const texts = z.array(z.string());
const bundleIds = texts.max(BUNDLE_IDS_MAX);
const handedIn = z.object({ texts, option: encodingOption });

/** What tips are said to have been, in SOL as floating point, as the real service answers. */
const TIP_FLOOR = {
  landed_tips_25th_percentile: 1e-6,
  landed_tips_50th_percentile: 1e-5,
  landed_tips_75th_percentile: 3.6e-5,
  landed_tips_95th_percentile: 1.4e-3,
  landed_tips_99th_percentile: 1e-2,
  ema_landed_tips_50th_percentile: 9.8e-6,
};

/** Answers a call as a Jito block engine does: JSON-RPC by POST, the tip floor by GET. */
export function answerBlockEngineCall(
  engine: BlockEngineMethods,
  { method, url, body }: BlockEngineHttpCall,
): HttpAnswer {
  if (method === 'GET') {
    return url.endsWith('/api/v1/bundles/tip_floor')
      ? { status: 200, body: JSON.stringify([TIP_FLOOR]) }
      : { status: 404, body: '{"error":"Not found"}' };
  }
  const call = rpcCall.safeParse(parseJson(body));
  if (!call.success) {
    const code = parseJson(body) === undefined ? ERROR_CODE.parse : ERROR_CODE.request;
    return refuse(null, code, 'Invalid request: not a JSON-RPC 2.0 call');
  }
  const { id, params } = call.data;
  switch (call.data.method) {
    case 'sendBundle':
    case 'sendTransaction':
      return send(engine, call.data);
    case 'getTipAccounts':
      return answer(id, engine.tipAccounts);
    case 'getBundleStatuses':
      return withIds(params, id, (ids) => bundleStatuses(engine, ids));
    case 'getInflightBundleStatuses':
      return withIds(params, id, (ids) => inflightStatuses(engine, ids));
    default:
      return refuse(id, ERROR_CODE.method, `Method not found: ${call.data.method}`);
  }
}

type RpcCall = z.output<typeof rpcCall>;

function send(engine: BlockEngineMethods, { id, method, params }: RpcCall): HttpAnswer {
  const transactions = method === 'sendBundle' ? params[0] : [params[0]];
  const parsed = handedIn.safeParse({ texts: transactions, option: params[1] });
  if (!parsed.success) return refuse(id, ERROR_CODE.parameters, 'Invalid params');
  const { encoding } = parsed.data.option;
  const answered = engine.sendBundle(parsed.data.texts.map((text) => decode(text, encoding)));
  return answered.kind === 'accepted'
    ? answer(id, answered.bundleId)
    : refuse(id, ERROR_CODE.parameters, answered.reason);
}

/** Text that is no base58 makes no transaction, which the engine then says. */
function decode(text: string, encoding: 'base58' | 'base64'): Uint8Array {
  if (encoding === 'base64') return Uint8Array.from(Buffer.from(text, 'base64'));
  try {
    return new Uint8Array(getBase58Encoder().encode(text));
  } catch {
    return new Uint8Array();
  }
}

function withIds(
  params: readonly unknown[],
  id: RpcCall['id'],
  read: (ids: readonly string[]) => unknown,
): HttpAnswer {
  const ids = bundleIds.safeParse(params[0]);
  return ids.success
    ? answer(id, read(ids.data))
    : refuse(id, ERROR_CODE.parameters, `Invalid params: at most ${BUNDLE_IDS_MAX} bundle ids`);
}

function bundleStatuses(engine: BlockEngineMethods, ids: readonly string[]) {
  const value = engine.bundleStatuses(ids).map((landing) => ({
    bundle_id: landing.bundleId,
    transactions: landing.signatures,
    slot: Number(landing.slot),
    confirmation_status: landing.commitment,
    err: { Ok: null },
  }));
  return { context: { slot: value[0]?.slot ?? 0 }, value };
}

function inflightStatuses(engine: BlockEngineMethods, ids: readonly string[]) {
  const value = engine.inflightStatuses(ids).map(({ bundleId, status, slot }) => ({
    bundle_id: bundleId,
    status,
    landed_slot: slot === undefined ? null : Number(slot),
  }));
  return { context: { slot: 0 }, value };
}

function answer(id: RpcCall['id'], result: unknown): HttpAnswer {
  return { status: 200, body: JSON.stringify({ jsonrpc: '2.0', result, id }) };
}

function refuse(id: RpcCall['id'], code: number, message: string): HttpAnswer {
  return { status: 400, body: JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id }) };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
