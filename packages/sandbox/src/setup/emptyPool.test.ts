import { address } from '@solana/kit';
import { expect, it } from 'vitest';

import { serveFakeRpc } from '../testing/fakeRpc.ts';
import { emptyPool } from './emptyPool.ts';
import { describePool } from './sandboxPool.ts';

it('sets both vaults to nothing, and back to what they held', async () => {
  const mint = address('TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb');
  const tokenProgram = address('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');
  const pool = await describePool({ mint, tokenProgram }, { symbol: 'SPARK', decimals: 6 });
  const held: Record<string, string> = { [pool.tokenVault]: '70', [pool.solVault]: '5' };
  const calls: unknown[] = [];
  const node = await serveFakeRpc({
    getTokenAccountBalance: ([vault]) => ({ value: { amount: held[String(vault)] } }),
    surfnet_setTokenAccount: (parameters) => {
      calls.push(parameters);
      return null;
    },
  });
  const refill = await emptyPool(node.url, pool);
  const solMint = 'So11111111111111111111111111111111111111112';
  expect(calls).toEqual([
    [pool.pool, mint, { amount: 0 }, tokenProgram],
    [pool.pool, solMint, { amount: 0 }, tokenProgram],
  ]);
  await refill();
  expect(calls.slice(2)).toEqual([
    [pool.pool, mint, { amount: 70 }, tokenProgram],
    [pool.pool, solMint, { amount: 5 }, tokenProgram],
  ]);
  await node.close();
});
