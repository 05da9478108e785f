import { address } from '@solana/kit';
import { TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { TOKEN_2022_PROGRAM_ADDRESS } from '../setup/tokenPrograms.ts';
import { expect, it } from 'vitest';

import { findPoolAddresses } from './poolAddresses.ts';

const SOL = {
  mint: address('So11111111111111111111111111111111111111112'),
  tokenProgram: TOKEN_PROGRAM_ADDRESS,
};
const TOKEN = {
  mint: address('GGztQqQ6pCPaJQnNpXBgELr5cs3WwDakRbh1iEMzjgSJ'),
  tokenProgram: TOKEN_2022_PROGRAM_ADDRESS,
};

it('finds one pool for both directions, with the vaults exchanged', async () => {
  const buy = await findPoolAddresses(SOL, TOKEN);
  const sell = await findPoolAddresses(TOKEN, SOL);
  expect(sell.pool).toEqual(buy.pool);
  expect(sell.sourceVault).toEqual(buy.destinationVault);
  expect(sell.destinationVault).toEqual(buy.sourceVault);
});

it('derives a vault from the token program of its mint', async () => {
  const { destinationVault } = await findPoolAddresses(SOL, TOKEN);
  const other = await findPoolAddresses(SOL, { ...TOKEN, tokenProgram: TOKEN_PROGRAM_ADDRESS });
  expect(other.destinationVault[0]).not.toBe(destinationVault[0]);
});
