import { createPrivateKey, createPublicKey, sign } from 'node:crypto';

import { getAddressDecoder, type Address } from '@solana/kit';

/** A wallet whose key follows from a number. */
export interface TestWallet {
  readonly address: Address;
  sign(message: Uint8Array): Uint8Array;
}

/** DER wrapping of a raw Ed25519 seed (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Makes the wallet of a number. */
export function createTestWallet(number: number): TestWallet {
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, Buffer.alloc(32, number)]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12);
  return {
    address: getAddressDecoder().decode(publicKey),
    sign: (message) => new Uint8Array(sign(null, message, key)),
  };
}
