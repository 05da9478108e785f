import { address } from '@solana/kit';
import { expect, it } from 'vitest';

import { createLockedSigner } from './lockedSigner.ts';

it('knows its address and signs nothing', async () => {
  const wallet = address('11111111111111111111111111111111');
  const signer = createLockedSigner(wallet);
  expect(signer.address).toBe(wallet);
  await expect(signer.sign(Uint8Array.from([1]))).rejects.toMatchObject({
    code: 'WALLET__KEYSTORE_LOCKED',
    context: { address: wallet },
  });
});
