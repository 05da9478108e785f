import { asJsonText, isJsonRecord, type JsonValue } from '../proxy/jsonValue.ts';
import { surfnetBlockhash, indexOfSurfnetBlockhash } from './surfnetBlockhash.ts';
import { isOfNewest, subtract, visibleSlot, type ViewCall } from './viewCall.ts';

/** Blocks after which a blockhash is dead. */
const BLOCKHASH_LIFE_BLOCKS = 150n;

/** `getSlot` and `getBlockHeight` honour commitment, so only a lag changes them. */
export function rewriteHeight(result: JsonValue, { lagSlots }: ViewCall): JsonValue {
  return typeof result === 'bigint' && lagSlots > 0n ? subtract(result, lagSlots) : result;
}

/** `getEpochInfo` always tells of the newest slot; this tells of the one that was asked for. */
export async function rewriteEpochInfo(result: JsonValue, call: ViewCall): Promise<JsonValue> {
  if (!isJsonRecord(result)) return result;
  const { absoluteSlot, blockHeight, slotIndex } = result;
  if (typeof absoluteSlot !== 'bigint' || typeof blockHeight !== 'bigint') return result;
  const slot = await visibleSlot(call, absoluteSlot);
  if (slot >= absoluteSlot) return result;
  const by = absoluteSlot - slot;
  return {
    ...result,
    absoluteSlot: slot,
    blockHeight: subtract(blockHeight, by),
    ...(typeof slotIndex === 'bigint' && { slotIndex: subtract(slotIndex, by) }),
  };
}

/** `getLatestBlockhash` always tells the newest; this tells the one of the slot asked for. */
export async function rewriteLatestBlockhash(
  result: JsonValue,
  call: ViewCall,
): Promise<JsonValue> {
  if (!isJsonRecord(result) || !isJsonRecord(result['context'])) return result;
  const { context, value } = result;
  const newestSlot = context['slot'];
  if (typeof newestSlot !== 'bigint' || !isJsonRecord(value)) return result;
  const newestIndex = indexOfSurfnetBlockhash(asJsonText(value['blockhash']));
  const slot = await visibleSlot(call, newestSlot);
  if (newestIndex === undefined || slot >= newestSlot) return result;
  const index = subtract(newestIndex, newestSlot - slot);
  const lastValidBlockHeight = index + 1n + BLOCKHASH_LIFE_BLOCKS;
  return {
    ...result,
    context: { ...context, slot },
    value: { ...value, blockhash: surfnetBlockhash(index), lastValidBlockHeight },
  };
}

/**
 * `isBlockhashValid` always judges by the newest block; this judges by the block asked for, to which
 * newer hashes are unknown and older ones still alive.
 */
export async function rewriteBlockhashValidity(
  result: JsonValue,
  call: ViewCall,
): Promise<JsonValue> {
  const index = indexOfSurfnetBlockhash(asJsonText(call.params[0]));
  if (isOfNewest(call) || index === undefined || !isJsonRecord(result)) return result;
  const { context, value } = result;
  if (!isJsonRecord(context) || typeof context['slot'] !== 'bigint') return result;
  const slot = subtract(context['slot'], call.lagSlots);
  const [gap, newestSlot] = await Promise.all([
    call.chain.readHeightGap(),
    call.chain.readSlot('processed'),
  ]);
  const bornAt = index + 1n;
  const height = slot > gap ? slot - gap : 1n;
  const isAliveAt = (judge: bigint) => bornAt <= judge && judge < bornAt + BLOCKHASH_LIFE_BLOCKS;
  // A hash that the chain refuses although it is young was lost with its block, for good.
  const isLost = value === false && isAliveAt(subtract(newestSlot, gap));
  return { ...result, context: { ...context, slot }, value: isAliveAt(height) && !isLost };
}
