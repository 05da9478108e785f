import { address, type Instruction } from '@solana/kit';
import {
  ASSOCIATED_TOKEN_PROGRAM_ADDRESS,
  findAssociatedTokenPda,
  TOKEN_PROGRAM_ADDRESS,
} from '@solana-program/token';
import { SYSTEM_PROGRAM_ADDRESS } from '@solana-program/system';
import { TOKEN_2022_PROGRAM_ADDRESS } from '../setup/tokenPrograms.ts';
import { describe, expect, it } from 'vitest';

import { describePool, WRAPPED_SOL } from '../setup/sandboxPool.ts';
import { parseBuildQuery } from './parseBuildQuery.ts';
import { createWalletInstructions } from './walletInstructions.ts';

const TAKER = address('96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5');
const OTHER = address('HFqU5x63VTqvQss8hp11i4wVV8bD44PvwucfZ2bU7gRe');
const TOKEN = {
  mint: address('GGztQqQ6pCPaJQnNpXBgELr5cs3WwDakRbh1iEMzjgSJ'),
  tokenProgram: TOKEN_2022_PROGRAM_ADDRESS,
};

async function prepare(side: 'buy' | 'sell', rest: Record<string, string> = {}) {
  const pool = await describePool(TOKEN, { symbol: 'T', decimals: 9 });
  const [source, destination] = side === 'buy' ? [WRAPPED_SOL, TOKEN] : [TOKEN, WRAPPED_SOL];
  const query = parseBuildQuery({
    inputMint: source.mint,
    outputMint: destination.mint,
    amount: '1000',
    taker: TAKER,
    ...rest,
  });
  return createWalletInstructions({ pool, source, destination }, query);
}

const programsOf = (instructions: readonly Instruction[]) =>
  instructions.map(({ programAddress }) => programAddress);

async function accountOf(side: typeof TOKEN | typeof WRAPPED_SOL) {
  const [account] = await findAssociatedTokenPda({ owner: TAKER, ...side });
  return account;
}

describe('createWalletInstructions', () => {
  it('wraps before a buy and closes the wrapped account after it', async () => {
    const { source, destination, setup, cleanup } = await prepare('buy');
    expect(source).toBe(await accountOf(WRAPPED_SOL));
    expect(destination).toBe(await accountOf(TOKEN));
    expect(programsOf(setup)).toEqual([
      ASSOCIATED_TOKEN_PROGRAM_ADDRESS,
      SYSTEM_PROGRAM_ADDRESS,
      TOKEN_PROGRAM_ADDRESS,
      ASSOCIATED_TOKEN_PROGRAM_ADDRESS,
    ]);
    expect(cleanup?.accounts?.map((account) => account.address)).toEqual([source, TAKER, TAKER]);
  });

  it('opens the wrapped account before a sale and closes it after it', async () => {
    const { source, destination, setup, cleanup } = await prepare('sell');
    expect(source).toBe(await accountOf(TOKEN));
    expect(destination).toBe(await accountOf(WRAPPED_SOL));
    expect(programsOf(setup)).toEqual([ASSOCIATED_TOKEN_PROGRAM_ADDRESS]);
    expect(cleanup?.accounts?.[0]?.address).toBe(destination);
  });

  it('leaves wrapped SOL alone when told to', async () => {
    const buy = await prepare('buy', { wrapAndUnwrapSol: 'false' });
    expect(programsOf(buy.setup)).toEqual([ASSOCIATED_TOKEN_PROGRAM_ADDRESS]);
    expect(buy.cleanup).toBeUndefined();
    const sell = await prepare('sell', { wrapAndUnwrapSol: 'false' });
    expect(sell.setup).toEqual([]);
    expect(sell.cleanup).toBeUndefined();
  });

  it('pays into the account the request names, which it neither opens nor closes', async () => {
    const buy = await prepare('buy', { destinationTokenAccount: OTHER });
    expect(buy.destination).toBe(OTHER);
    expect(programsOf(buy.setup)).not.toContain(TOKEN_2022_PROGRAM_ADDRESS);
    expect(buy.setup).toHaveLength(3);
    expect(buy.cleanup?.accounts?.[0]?.address).toBe(buy.source);
    const sell = await prepare('sell', { destinationTokenAccount: OTHER });
    expect(sell.destination).toBe(OTHER);
    expect(sell.setup).toEqual([]);
    expect(sell.cleanup).toBeUndefined();
  });

  it('lets the payer pay the rent', async () => {
    const { setup } = await prepare('sell', { payer: OTHER });
    expect(setup[0]?.accounts?.[0]?.address).toBe(OTHER);
  });
});
