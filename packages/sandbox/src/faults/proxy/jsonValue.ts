import { parseJsonWithBigInts, stringifyJsonWithBigInts } from '@solana/rpc-spec-types';

/** JSON whose integers are exact. */
export type JsonValue =
  null | boolean | string | number | bigint | readonly JsonValue[] | JsonRecord;

/** A JSON object whose integers are exact. */
export interface JsonRecord {
  readonly [name: string]: JsonValue;
}

/** Parses JSON without rounding integers. @returns `undefined` for text that is not JSON */
export function parseJson(text: string): JsonValue | undefined {
  try {
    return parseJsonWithBigInts(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Writes JSON with every integer as it was read. */
export function stringifyJson(value: JsonValue): string {
  return stringifyJsonWithBigInts(value);
}

/** Tells a JSON object from other values. */
export function isJsonRecord(value: JsonValue | undefined): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a string or an integer, an empty one for anything else. */
export function asJsonText(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'bigint' || typeof value === 'number'
    ? String(value)
    : '';
}

/** Takes the value for a list, an empty one when it is none. */
export function asJsonList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
