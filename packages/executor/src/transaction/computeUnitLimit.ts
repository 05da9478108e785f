import { ExecutionError } from '@quantbot/core';

/** Tag of SetComputeUnitLimit (Compute Budget program). */
const SET_COMPUTE_UNIT_LIMIT = 2;
const SET_COMPUTE_UNIT_LIMIT_BYTES = 5;
const COMPUTE_UNIT_LIMIT_BYTES = 4;
const ADDRESS_BYTES = 32;

/** Bytes before the account list of a version 0 message: version and header. */
const PREFIX_BYTES = 4;

/**
 * Lowers the compute unit limit of a draft and changes nothing else: the four bytes of the first
 * instruction's argument.
 *
 * @param draft - Message whose first instruction sets the limit, as `buildTransaction` makes it.
 * @param units - New limit, not above the draft's.
 * @throws ExecutionError `INVARIANT__VIOLATED` when the draft begins with anything else.
 */
export function lowerComputeUnitLimit(draft: Uint8Array, units: number): Uint8Array {
  const offset = limitOffset(draft);
  const view = new DataView(draft.buffer, draft.byteOffset, draft.byteLength);
  if (offset === undefined || units > view.getUint32(offset, true)) {
    throw new ExecutionError('INVARIANT__VIOLATED', {
      id: 'INV-03',
      detail: 'the draft does not begin with a compute unit limit that can be lowered',
    });
  }
  const final = Uint8Array.from(draft);
  new DataView(final.buffer).setUint32(offset, units, true);
  return final;
}

/**
 * Compares the bytes to sign with the draft that was simulated, one by one.
 *
 * @throws ExecutionError `INVARIANT__VIOLATED` when they differ in more than a lower limit.
 */
export function requireOnlyLimitLowered(draft: Uint8Array, final: Uint8Array): void {
  const offset = limitOffset(draft) ?? draft.length;
  const isSame =
    draft.length === final.length &&
    draft.every(
      (byte, index) =>
        byte === final[index] || (index >= offset && index < offset + COMPUTE_UNIT_LIMIT_BYTES),
    );
  if (isSame && limitAt(final, offset) <= limitAt(draft, offset)) return;
  throw new ExecutionError('INVARIANT__VIOLATED', {
    id: 'INV-03',
    detail: 'the bytes to sign are not those that were simulated with a lower compute unit limit',
  });
}

function limitAt(message: Uint8Array, offset: number): number {
  if (offset + COMPUTE_UNIT_LIMIT_BYTES > message.length) return 0;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  return view.getUint32(offset, true);
}

/** Where the limit's four bytes stand, `undefined` when the first instruction is another. */
function limitOffset(message: Uint8Array): number | undefined {
  const accounts = readShortLength(message, PREFIX_BYTES);
  const afterBlockhash = accounts.next + accounts.value * ADDRESS_BYTES + ADDRESS_BYTES;
  const programIndexAt = readShortLength(message, afterBlockhash).next;
  const hasNoAccounts = message[programIndexAt + 1] === 0;
  const isLength = message[programIndexAt + 2] === SET_COMPUTE_UNIT_LIMIT_BYTES;
  const isTag = message[programIndexAt + 3] === SET_COMPUTE_UNIT_LIMIT;
  return hasNoAccounts && isLength && isTag ? programIndexAt + 4 : undefined;
}

/** Reads a compact-u16, Solana's length prefix: seven bits a byte, low bits first. */
function readShortLength(bytes: Uint8Array, offset: number): { value: number; next: number } {
  let value = 0;
  let next = offset;
  for (let shift = 0; shift <= 14; shift += 7) {
    const byte = bytes[next] ?? 0;
    value |= (byte & 0x7f) << shift;
    next += 1;
    if ((byte & 0x80) === 0) break;
  }
  return { value, next };
}
