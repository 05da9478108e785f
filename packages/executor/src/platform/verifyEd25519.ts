import { createPublicKey, verify, type KeyObject } from 'node:crypto';

import type { SignatureClaim } from './executorPlatform.ts';

/** DER header of a raw Ed25519 public key (RFC 8410). */
const SPKI_ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** Keys that are kept ready: a wallet has one, and making it costs as much as a check. */
const KEYS_MAX = 64;
const keys = new Map<string, KeyObject>();

/** Tells whether a signature is one of the message by the key. What is malformed is none. */
export function verifyEd25519({ publicKey, signature, message }: SignatureClaim): boolean {
  if (publicKey.length !== PUBLIC_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  return verify(null, message, keyObject(publicKey), signature);
}

function keyObject(publicKey: Uint8Array): KeyObject {
  const name = Buffer.from(publicKey).toString('latin1');
  const known = keys.get(name);
  if (known !== undefined) return known;
  if (keys.size >= KEYS_MAX) keys.clear();
  const spki = Buffer.concat([SPKI_ED25519_PREFIX, publicKey]);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  keys.set(name, key);
  return key;
}
