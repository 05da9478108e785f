import { createPublicKey, verify, type KeyObject } from 'node:crypto';

/** DER wrapping of a raw Ed25519 public key (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const REMEMBERED_KEYS_MAX = 4_096;
const keys = new Map<string, KeyObject>();

/** A signature, what it signs, and whose it should be. */
export interface SignatureClaim {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
}

/** Tells whether a signature is what it claims to be. */
export function verifyEd25519({ publicKey, signature, message }: SignatureClaim): boolean {
  return verify(null, message, keyObject(publicKey), signature);
}

/** Making the key object costs as much as verifying, and wallets are few. */
function keyObject(publicKey: Uint8Array): KeyObject {
  const name = Buffer.from(publicKey).toString('latin1');
  const known = keys.get(name);
  if (known !== undefined) return known;
  if (keys.size >= REMEMBERED_KEYS_MAX) keys.clear();
  const key = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, publicKey]),
    format: 'der',
    type: 'spki',
  });
  keys.set(name, key);
  return key;
}
