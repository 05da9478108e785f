import { asJsonList, isJsonRecord, type JsonRecord, type JsonValue } from '../proxy/jsonValue.ts';
import { isVisible, subtract, type ViewCall } from './viewCall.ts';

/** Slots after which the embedded chain calls a block final. */
const FINALITY_SLOTS = 31n;

/** `getSignatureStatuses` as it was so many slots ago: what landed since is not known. */
export function rewriteSignatureStatuses(result: JsonValue, call: ViewCall): JsonValue {
  if (call.lagSlots === 0n || !isJsonRecord(result)) return result;
  const { context, value } = result;
  if (!isJsonRecord(context) || typeof context['slot'] !== 'bigint') return result;
  const slot = subtract(context['slot'], call.lagSlots);
  const aged = asJsonList(value).map((status) => (isJsonRecord(status) ? age(status, slot) : null));
  return { ...result, context: { ...context, slot }, value: aged };
}

function age(status: JsonRecord, newestSlot: bigint): JsonValue {
  const { slot } = status;
  if (typeof slot !== 'bigint') return status;
  if (slot > newestSlot) return null;
  if (newestSlot - slot >= FINALITY_SLOTS) return status;
  return { ...status, confirmations: newestSlot - slot, confirmationStatus: 'confirmed' };
}

/**
 * 64 zero bytes: the chain notes a send that came after its blockhash's death under it, where a node
 * notes nothing. Nobody can sign so.
 */
export const NOBODYS_SIGNATURE = '1'.repeat(64);

/**
 * `getSignaturesForAddress` always tells the newest; this leaves out what came after, and what never
 * was on chain.
 */
export async function rewriteSignaturesForAddress(
  result: JsonValue,
  call: ViewCall,
): Promise<JsonValue> {
  const entries = asJsonList(result);
  const isKept = await Promise.all(
    entries.map(async (entry) => {
      const slot = isJsonRecord(entry) ? entry['slot'] : undefined;
      if (isJsonRecord(entry) && entry['signature'] === NOBODYS_SIGNATURE) return false;
      return typeof slot !== 'bigint' || isVisible(call, slot);
    }),
  );
  return isKept.includes(false) ? entries.filter((_, index) => isKept[index]) : result;
}

/** `getBlock` knows no block of a slot that does not exist yet. */
export async function rewriteBlock(result: JsonValue, call: ViewCall): Promise<JsonValue> {
  const [slot] = call.params;
  if (call.lagSlots === 0n || (typeof slot !== 'bigint' && typeof slot !== 'number')) return result;
  return (await isVisible(call, BigInt(slot))) ? result : null;
}

/**
 * Any other answer with a context tells an older slot. The value is the newest one all the same:
 * the chain keeps no old states.
 */
export function rewriteContext(result: JsonValue, { lagSlots }: ViewCall): JsonValue {
  if (lagSlots === 0n || !isJsonRecord(result)) return result;
  const { context } = result;
  if (!isJsonRecord(context) || typeof context['slot'] !== 'bigint') return result;
  return { ...result, context: { ...context, slot: subtract(context['slot'], lagSlots) } };
}
