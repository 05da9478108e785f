import { getAddressDecoder, type Address } from '@solana/kit';

const ADDRESS_BYTES = 32;
const decoder = getAddressDecoder();
const known = new Map<string, Address>();
const KNOWN_MAX = 4_096;

/**
 * Base58 of the 32 bytes at an offset. It takes most of the time of every reading of a message or an
 * account, and most addresses come again.
 */
export function addressText(bytes: Uint8Array, offset = 0): Address {
  // What lies behind the end in the same buffer is no part of it: the decoder refuses that aloud.
  if (offset + ADDRESS_BYTES > bytes.length) return decoder.decode(bytes, offset);
  const key = Buffer.from(bytes.buffer, bytes.byteOffset + offset, ADDRESS_BYTES).toString(
    'latin1',
  );
  const found = known.get(key);
  if (found !== undefined) return found;
  const text = decoder.decode(bytes, offset);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, text);
  return text;
}
