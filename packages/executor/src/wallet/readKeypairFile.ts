import { ExecutionError } from '@quantbot/core';

import type { Ed25519Key, ExecutorPlatform } from '../platform/executorPlatform.ts';
import { createKeypairSigner, type LocalSigner } from './walletSigner.ts';

const KEY_PAIR_BYTES = 64;
const SEED_BYTES = 32;
const OTHERS_PERMISSION_BITS = 0o077;

/**
 * Reads a solana-keygen file: a JSON array of 64 numbers, the 32-byte seed and the 32-byte public
 * key. Refused when anyone but its owner may read it. No message ever holds a byte of it.
 *
 * @throws ExecutionError `WALLET__*`
 */
export function readKeypairFile(path: string, platform: ExecutorPlatform): LocalSigner {
  const order = { path, text: readKeypairText(path, platform) };
  return withKeypairSeed(order, platform, (_seed, key) => createKeypairSigner(key));
}

/**
 * Reads the text of a key file.
 *
 * @throws ExecutionError `WALLET__*`
 */
export function readKeypairText(path: string, platform: ExecutorPlatform): string {
  const reading = platform.readFile(path);
  if (reading.kind === 'missing') throw new ExecutionError('WALLET__FILE_MISSING', { path });
  if (reading.kind === 'unreadable') {
    throw new ExecutionError('WALLET__FILE_UNREADABLE', { path, reason: reading.reason });
  }
  const { mode, text } = reading.file;
  if ((mode & OTHERS_PERMISSION_BITS) !== 0) {
    const octal = mode.toString(8).padStart(4, '0');
    throw new ExecutionError('WALLET__FILE_MODE_TOO_OPEN', { path, mode: octal });
  }
  return text;
}

/**
 * Hands the seed in a solana-keygen text to `work`, and overwrites it after.
 *
 * @param order - The text, and where it is from, for messages.
 * @throws ExecutionError `WALLET__*`
 */
export function withKeypairSeed<Value>(
  { path, text }: { readonly path: string; readonly text: string },
  platform: Pick<ExecutorPlatform, 'importEd25519Seed'>,
  work: (seed: Uint8Array, key: Ed25519Key) => Value,
): Value {
  const bytes = readKeyBytes(path, text);
  try {
    const seed = bytes.subarray(0, SEED_BYTES);
    const key = platform.importEd25519Seed(seed);
    const stored = bytes.subarray(SEED_BYTES);
    if (!key.publicKey.every((byte, index) => byte === stored[index])) {
      throw new ExecutionError('WALLET__KEY_PAIR_MISMATCH', { path });
    }
    return work(seed, key);
  } finally {
    bytes.fill(0);
  }
}

function readKeyBytes(path: string, text: string): Uint8Array {
  const values = parseArray(path, text);
  if (values.length !== KEY_PAIR_BYTES) {
    throw new ExecutionError('WALLET__KEY_LENGTH_INVALID', { path, length: values.length });
  }
  const bytes = values.filter(isByte);
  if (bytes.length !== KEY_PAIR_BYTES) {
    const reason = 'some of its 64 values are not whole numbers from 0 to 255';
    throw new ExecutionError('WALLET__FILE_MALFORMED', { path, reason });
  }
  return Uint8Array.from(bytes);
}

/** The parser's own message would quote the file, so it is left out. */
function parseArray(path: string, text: string): readonly unknown[] {
  const malformed = (reason: string) =>
    new ExecutionError('WALLET__FILE_MALFORMED', { path, reason });
  if (text.trim() === '') throw malformed('it is empty');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('it is not complete JSON');
  }
  if (!Array.isArray(value)) throw malformed('it is not an array');
  return value;
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}
