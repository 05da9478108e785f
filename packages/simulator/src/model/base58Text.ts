import { getBase58Decoder } from '@solana/kit';

const REMEMBERED_MAX = 8_192;

const base58 = getBase58Decoder();
const remembered = new Map<string, string>();

/**
 * Bytes in base58. The same few addresses, blockhashes and signatures are written again and again,
 * and writing one costs twenty times as much as finding it here.
 */
export function base58Text(bytes: Uint8Array): string {
  const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const known = remembered.get(name);
  if (known !== undefined) return known;
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  const text = base58.decode(bytes);
  remembered.set(name, text);
  return text;
}
