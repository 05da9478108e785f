import { getAddressDecoder } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { createKeypairSigner } from './walletSigner.ts';

describe('createKeypairSigner', () => {
  it('is known by the address of its key and signs what it is given', async () => {
    const publicKey = new Uint8Array(32).fill(7);
    const signed: Uint8Array[] = [];
    const signer = createKeypairSigner({
      publicKey,
      sign: (bytes) => {
        signed.push(bytes);
        return new Uint8Array(64).fill(9);
      },
    });
    const message = Uint8Array.from([1, 2, 3]);
    expect(signer.address).toBe(getAddressDecoder().decode(publicKey));
    expect(await signer.sign(message)).toEqual(new Uint8Array(64).fill(9));
    expect(signed).toEqual([message]);
  });
});
