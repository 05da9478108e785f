import type { FaultAction } from '../plan/faultAction.ts';
import type { Exchange, Reply } from '../proxy/exchange.ts';
import { isJsonRecord, parseJson, stringifyJson, type JsonValue } from '../proxy/jsonValue.ts';
import { withBody } from '../proxy/reply.ts';
import type { ChainReader } from '../view/chainReader.ts';
import { lieAboutBalances } from './lieAboutBalances.ts';
import { lieAboutHeights } from './lieAboutHeights.ts';
import { lieAboutStatus } from './lieAboutStatus.ts';

/** Makes one lie part of an answer. @returns the same object when the action is no lie about it */
export async function lieInReply(
  { call }: Exchange,
  reply: Reply,
  { action, chain }: { readonly action: FaultAction; readonly chain: ChainReader | undefined },
): Promise<Reply> {
  if (call === undefined || !isLie(action)) return reply;
  const body = parseJson(reply.body.toString('utf8'));
  if (!isJsonRecord(body) || body['result'] === undefined) return reply;
  const result =
    action.kind === 'slotForHeight'
      ? await putSlotForHeight(call.method, body['result'], chain)
      : lieAbout(call.method, body['result'], action);
  return result === body['result'] ? reply : withBody(reply, stringifyJson({ ...body, result }));
}

const LIES = [
  'shiftHeight',
  'slotForHeight',
  'shiftSlot',
  'shiftLifetime',
  'lieBlockhash',
  'lieBalance',
  'lieStatus',
] as const;
type Lie = Extract<FaultAction, { kind: (typeof LIES)[number] }>;

function isLie(action: FaultAction): action is Lie {
  return LIES.some((kind) => kind === action.kind);
}

function lieAbout(
  method: string,
  result: JsonValue,
  lie: Exclude<Lie, { kind: 'slotForHeight' }>,
): JsonValue {
  if (lie.kind === 'lieBalance') return lieAboutBalances(method, result, lie);
  return lie.kind === 'lieStatus'
    ? lieAboutStatus(method, result, lie)
    : lieAboutHeights(method, result, lie);
}

/** Gateways were seen that answer a slot where a height was asked for. */
async function putSlotForHeight(
  method: string,
  result: JsonValue,
  chain: ChainReader | undefined,
): Promise<JsonValue> {
  const gap = (await chain?.readHeightGap()) ?? 0n;
  if (method === 'getBlockHeight' && typeof result === 'bigint') return result + gap;
  if (method !== 'getEpochInfo' || !isJsonRecord(result)) return result;
  const { absoluteSlot } = result;
  return absoluteSlot === undefined ? result : { ...result, blockHeight: absoluteSlot };
}
