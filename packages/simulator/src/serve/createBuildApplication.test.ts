import { expect, it } from 'vitest';

import { modelSwapDecoder } from '../model/modelSwapDecoder.ts';
import { WRAPPED_SOL } from '../model/programAddresses.ts';
import { createTestChain } from '../testing/testChain.ts';
import { createBuildApplication } from './createBuildApplication.ts';

async function build(changes: Record<string, string> = {}) {
  const { chain, spark, wallets } = createTestChain();
  const query = new URLSearchParams({
    inputMint: WRAPPED_SOL,
    outputMint: spark.mint,
    amount: '1000000000',
    taker: wallets[0]?.address ?? '',
    slippageBps: '100',
    wrapAndUnwrapSol: 'true',
    ...changes,
  });
  const response = await createBuildApplication(chain).request(`/swap/v2/build?${String(query)}`);
  return { status: response.status, body: (await response.json()) as never };
}

interface Build {
  readonly outAmount: string;
  readonly otherAmountThreshold: string;
  readonly swapInstruction: {
    readonly programId: string;
    readonly data: string;
    readonly accounts: ReadonlyArray<{ pubkey: string; isSigner: boolean; isWritable: boolean }>;
  };
}

it('quotes with the instruction that takes the quote', async () => {
  const { status, body } = await build();
  const { outAmount, otherAmountThreshold, swapInstruction } = body as Build;
  expect(status).toBe(200);
  const decoded = modelSwapDecoder.decodeSwap({
    programAddress: swapInstruction.programId,
    accounts: swapInstruction.accounts.map(({ pubkey, ...flags }) => ({
      address: pubkey,
      ...flags,
    })),
    data: Uint8Array.from(Buffer.from(swapInstruction.data, 'base64')),
  });
  expect(decoded).toMatchObject({
    amountIn: 1_000_000_000n,
    minimumOut: BigInt(otherAmountThreshold),
  });
  expect(BigInt(otherAmountThreshold)).toBe(BigInt(outAmount) - BigInt(outAmount) / 100n);
});

it.each([
  ['a pair without a pool', { outputMint: '1'.repeat(32) }, 'NO_ROUTES_FOUND'],
  ['an amount that buys nothing', { amount: '1' }, 'NO_ROUTES_FOUND'],
  ['an amount that is none', { amount: '0' }, 'INVALID_REQUEST'],
  ['too much slippage', { slippageBps: '10001' }, 'INVALID_REQUEST'],
  ['a taker that is no address', { taker: 'me' }, 'INVALID_REQUEST'],
])('refuses %s', async (_name, changes, errorCode) => {
  expect(await build(changes)).toMatchObject({ status: 400, body: { errorCode } });
});
