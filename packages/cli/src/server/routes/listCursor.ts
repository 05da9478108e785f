import { fault, type Fault } from '@quantbot/core';
import type { TradePlace } from '@quantbot/executor';

const CURSOR = /^(?<createdAtMs>\d{1,15})-(?<row>\d{1,15})$/u;

/** Writes down where a page ended. */
export function cursorOf({ createdAtMs, row }: TradePlace): string {
  return `${createdAtMs}-${row}`;
}

/** Reads where a page ended. */
export function placeOf(cursor: string): TradePlace | Fault {
  const { createdAtMs, row } = CURSOR.exec(cursor)?.groups ?? {};
  if (createdAtMs === undefined || row === undefined) {
    const problems = ['cursor: it is not the nextCursor of a page'];
    return fault('SERVER__REQUEST_MALFORMED', { problems });
  }
  return { createdAtMs: Number(createdAtMs), row: Number(row) };
}
