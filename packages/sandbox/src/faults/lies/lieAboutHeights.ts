import type { FaultOf } from '../plan/faultAction.ts';
import { isJsonRecord, type JsonRecord, type JsonValue } from '../proxy/jsonValue.ts';

/** A lie about where the chain is, or how long a blockhash lives. */
export type HeightLie = FaultOf<'shiftHeight' | 'shiftSlot' | 'shiftLifetime' | 'lieBlockhash'>;

/**
 * Lies about a height, a slot, a lifetime or a validity.
 *
 * @returns the same object when the answer tells nothing of the kind
 */
export function lieAboutHeights(method: string, result: JsonValue, lie: HeightLie): JsonValue {
  if (lie.kind === 'shiftSlot') return shiftSlot(method, result, lie.by);
  if (lie.kind === 'shiftHeight') {
    if (method === 'getBlockHeight') return shift(result, lie.by);
    return method === 'getEpochInfo' ? shiftField(result, 'blockHeight', lie.by) : result;
  }
  if (!isJsonRecord(result)) return result;
  if (lie.kind === 'lieBlockhash') {
    if (method !== 'isBlockhashValid') return result;
    return changeField(result, 'value', () => lie.isValid);
  }
  if (method !== 'getLatestBlockhash') return result;
  return changeField(result, 'value', (value) => shiftField(value, 'lastValidBlockHeight', lie.by));
}

function shiftSlot(method: string, result: JsonValue, by: number): JsonValue {
  if (method === 'getSlot') return shift(result, by);
  if (method === 'getEpochInfo') return shiftField(result, 'absoluteSlot', by);
  if (!isJsonRecord(result)) return result;
  return changeField(result, 'context', (context) => shiftField(context, 'slot', by));
}

function shiftField(value: JsonValue, name: string, by: number): JsonValue {
  return isJsonRecord(value) ? changeField(value, name, (field) => shift(field, by)) : value;
}

function changeField(
  record: JsonRecord,
  name: string,
  change: (value: JsonValue) => JsonValue,
): JsonValue {
  const field = record[name];
  if (field === undefined) return record;
  const changed = change(field);
  return changed === field ? record : { ...record, [name]: changed };
}

function shift(value: JsonValue, by: number): JsonValue {
  if (typeof value !== 'bigint') return value;
  const shifted = value + BigInt(by);
  return shifted > 0n ? shifted : 0n;
}
