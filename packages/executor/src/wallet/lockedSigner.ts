import { ExecutionError } from '@quantbot/core';
import type { Address } from '@solana/kit';

import type { LocalSigner } from './walletSigner.ts';

/** Stands for a wallet whose key was not opened: its address is known, and it signs nothing. */
export function createLockedSigner(address: Address): LocalSigner {
  return {
    kind: 'local',
    address,
    sign: async () => Promise.reject(new ExecutionError('WALLET__KEYSTORE_LOCKED', { address })),
  };
}
