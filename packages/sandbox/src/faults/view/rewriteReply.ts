import type { Exchange, Reply } from '../proxy/exchange.ts';
import { isJsonRecord, parseJson, stringifyJson, type JsonRecord } from '../proxy/jsonValue.ts';
import { errorBody, withBody } from '../proxy/reply.ts';
import type { ChainReader } from './chainReader.ts';
import { addRefusalData } from './refusalData.ts';
import {
  rewriteBlockhashValidity,
  rewriteEpochInfo,
  rewriteHeight,
  rewriteLatestBlockhash,
} from './rewriteHeights.ts';
import {
  rewriteBlock,
  rewriteContext,
  rewriteSignaturesForAddress,
  rewriteSignatureStatuses,
} from './rewriteStatuses.ts';
import { rewriteTransaction } from './rewriteTransaction.ts';
import {
  configOf,
  isOfNewest,
  visibleSlot,
  type ResultRewriter,
  type ViewCall,
} from './viewCall.ts';

/** Methods that ignore commitment: the chain's answer is right about the newest slot alone. */
const OF_NEWEST: ReadonlyMap<string, ResultRewriter> = new Map<string, ResultRewriter>([
  ['getEpochInfo', rewriteEpochInfo],
  ['getLatestBlockhash', rewriteLatestBlockhash],
  ['isBlockhashValid', rewriteBlockhashValidity],
]);

/** Methods that honour commitment, so that answers change only for a node that lags. */
const OF_COMMITMENT: ReadonlyMap<string, ResultRewriter> = new Map<string, ResultRewriter>([
  ['getSlot', rewriteHeight],
  ['getBlockHeight', rewriteHeight],
  ['getSignatureStatuses', rewriteSignatureStatuses],
  ['getBlock', rewriteBlock],
]);

const MINIMUM_SLOT_NOT_REACHED = -32_016;

/**
 * Turns the chain's answer into the one a node gives that honours commitment and lags by so many
 * slots. An answer that is right already is passed on as it is, byte by byte.
 */
export async function rewriteReply(
  { call }: Exchange,
  reply: Reply,
  options: { readonly lagSlots: number; readonly chain: ChainReader },
): Promise<Reply> {
  if (call === undefined) return reply;
  const lagSlots = BigInt(options.lagSlots);
  const view: ViewCall = { ...call, lagSlots, chain: options.chain };
  const isRefusable = call.method === 'sendTransaction';
  const rewriter = rewriterFor(view);
  if (rewriter === undefined && !isRefusable) return reply;
  const body = parseJson(reply.body.toString('utf8'));
  if (!isJsonRecord(body)) return reply;
  if (isJsonRecord(body['error'])) return isRefusable ? completeError(reply, body) : reply;
  if (rewriter === undefined || body['result'] === undefined) return reply;
  const tooEarly = await findTooEarly(view);
  if (tooEarly !== undefined) return withBody(reply, stringifyJson(errorBody(call, tooEarly)));
  const result = await rewriter(body['result'], view);
  return result === body['result'] ? reply : withBody(reply, stringifyJson({ ...body, result }));
}

function rewriterFor(view: ViewCall): ResultRewriter | undefined {
  const { method, lagSlots } = view;
  if (method === 'getTransaction') return rewriteTransaction;
  if (method === 'getSignaturesForAddress') return rewriteSignaturesForAddress;
  const ofNewest = OF_NEWEST.get(method);
  if (ofNewest !== undefined) return isOfNewest(view) ? undefined : ofNewest;
  return lagSlots > 0n ? (OF_COMMITMENT.get(method) ?? rewriteContext) : undefined;
}

function completeError(reply: Reply, body: JsonRecord): Reply {
  const { error } = body;
  if (!isJsonRecord(error)) return reply;
  const completed = addRefusalData(error);
  return completed === error
    ? reply
    : withBody(reply, stringifyJson({ ...body, error: completed }));
}

/** A node that has not come to the slot a reader insists on says so instead of answering. */
async function findTooEarly(view: ViewCall) {
  const { minContextSlot } = configOf(view);
  if (typeof minContextSlot !== 'bigint' && typeof minContextSlot !== 'number') return undefined;
  if (isOfNewest(view)) return undefined;
  const contextSlot = await visibleSlot(view, await view.chain.readSlot('processed'));
  if (BigInt(minContextSlot) <= contextSlot) return undefined;
  return {
    code: MINIMUM_SLOT_NOT_REACHED,
    message: 'Minimum context slot has not been reached',
    data: { contextSlot },
  };
}
