import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';

import { getAddressDecoder } from '@solana/kit';

/** A new wallet without anything in it. */
export interface WrittenKeypair {
  readonly path: string;
  readonly address: string;
}

/** Makes a wallet and writes it as solana-keygen does. */
export function writeKeypair(path: string): WrittenKeypair {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const publicKey = Buffer.from(x, 'base64url');
  const bytes = Buffer.concat([Buffer.from(d, 'base64url'), publicKey]);
  writeFileSync(path, JSON.stringify([...bytes]), { mode: 0o600 });
  return { path, address: getAddressDecoder().decode(publicKey) };
}
