import { WRAPPED_SOL_MINT } from '@quantbot/core';
import { expect, it } from 'vitest';

import { effectOn } from './walletChain.ts';

const entry = (accountIndex: number, mint: string, amount: string) => ({
  accountIndex,
  mint,
  owner: 'wallet',
  uiTokenAmount: { amount },
});

it('counts wrapped SOL as SOL and leaves out accounts that are gone and those of others', () => {
  const effect = effectOn('wallet', {
    accounts: ['wallet', 'wrapped', 'token', 'pool'],
    preBalances: [1_000n, 60n, 20n, 5n],
    postBalances: [900n, 0n, 20n, 5n],
    preTokenBalances: [entry(1, WRAPPED_SOL_MINT, '40'), entry(2, 'mint', '7')],
    postTokenBalances: [
      entry(1, WRAPPED_SOL_MINT, '40'),
      entry(2, 'mint', '10'),
      { ...entry(3, 'mint', '99'), owner: 'pool' },
    ],
  });
  expect(effect).toEqual({ lamports: -140n, units: new Map([['mint', 3n]]) });
});
