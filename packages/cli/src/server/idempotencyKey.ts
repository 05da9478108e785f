import { fault, type Fault } from '@quantbot/core';

const LENGTH_MAX = 128;
const KEY = /^[\u0021-\u007e]{1,128}$/u;
/** Part of a path that every client resolves away, however it is encoded. */
const PATH_STEPS: readonly string[] = ['.', '..'];

/** Reads the key of a trade from its header. */
export function readIdempotencyKey(header: string | string[] | undefined): string | Fault {
  if (header === undefined || header === '') return fault('SERVER__KEY_REQUIRED');
  if (typeof header === 'string' && KEY.test(header) && !PATH_STEPS.includes(header)) return header;
  const length = typeof header === 'string' ? header.length : header.join(', ').length;
  return fault('SERVER__KEY_MALFORMED', { length, lengthMax: LENGTH_MAX });
}

/** Whether a `Prefer` header (RFC 7240) asks for an answer without waiting. */
export function prefersAsync(header: string | string[] | undefined): boolean {
  return [header ?? []]
    .flat()
    .flatMap((line) => line.split(','))
    .some((preference) => preference.split(';')[0]?.trim().toLowerCase() === 'respond-async');
}

/** Path of a trade. */
export function locationOf(key: string): string {
  return `/v1/executions/${encodeURIComponent(key)}`;
}
