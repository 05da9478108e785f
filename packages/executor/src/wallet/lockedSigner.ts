import { ExecutionError } from '@quantbot/core';
import type { Address } from '@solana/kit';

import type { WalletSigner } from './walletSigner.ts';

/** Stands for a wallet whose key was not opened: its address is known, and it signs nothing. */
export function createLockedSigner(address: Address): WalletSigner {
  return {
    address,
    sign: async () => Promise.reject(new ExecutionError('WALLET__KEYSTORE_LOCKED', { address })),
  };
}
