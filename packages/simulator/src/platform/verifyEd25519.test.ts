import { generateKeyPairSync, sign } from 'node:crypto';

import { expect, it } from 'vitest';

import { verifyEd25519 } from './verifyEd25519.ts';

it('accepts what the key signed and nothing else', () => {
  const { publicKey: key, privateKey } = generateKeyPairSync('ed25519');
  const publicKey = new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(12));
  const message = Buffer.from('a message');
  const signature = new Uint8Array(sign(null, message, privateKey));
  expect(verifyEd25519({ publicKey, signature, message })).toBe(true);
  expect(verifyEd25519({ publicKey, signature, message: Buffer.from('another') })).toBe(false);
  signature[3] = (signature[3] ?? 0) ^ 1;
  expect(verifyEd25519({ publicKey, signature, message })).toBe(false);
});
