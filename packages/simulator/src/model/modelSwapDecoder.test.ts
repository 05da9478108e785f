import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createTestChain, SOL } from '../testing/testChain.ts';
import { modelSwapDecoder } from './modelSwapDecoder.ts';
import { WRAPPED_SOL } from './programAddresses.ts';

const { chain, spark, wallets } = createTestChain();
const taker = wallets[0]?.address ?? '';
const terms = {
  inputMint: WRAPPED_SOL,
  outputMint: spark.mint,
  amountIn: SOL,
  slippageBps: 50,
  taker,
};
const quote = chain.quote(terms);
if (quote === undefined) throw new Error('has a price');
const { instruction } = quote;

describe('modelSwapDecoder', () => {
  it('reads what the instruction says', () => {
    expect(modelSwapDecoder.decodeSwap(instruction)).toMatchObject({
      amountIn: SOL,
      minimumOut: quote.minimumOut,
      authority: taker,
      source: instruction.accounts[1]?.address,
      destination: instruction.accounts[2]?.address,
      sourceMint: WRAPPED_SOL,
      destinationMint: spark.mint,
      platformFeeBps: 0,
    });
  });

  it('for all lengths but the right one, refuses', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (data) => {
        fc.pre(data.length !== instruction.data.length);
        expect(modelSwapDecoder.decodeSwap({ ...instruction, data })).toHaveProperty('reason');
      }),
    );
  });

  it.each([
    ['another program', { programAddress: taker }],
    [
      'another tag',
      { data: Uint8Array.from(instruction.data, (byte, at) => (at === 0 ? 2 : byte)) },
    ],
    ['fewer accounts', { accounts: instruction.accounts.slice(1) }],
    ['no signer', { accounts: instruction.accounts.map((one) => ({ ...one, isSigner: false })) }],
    [
      'a further signer',
      { accounts: instruction.accounts.map((one) => ({ ...one, isSigner: true })) },
    ],
    [
      'accounts that cannot be written',
      { accounts: instruction.accounts.map((one) => ({ ...one, isWritable: false })) },
    ],
  ])('refuses %s', (_name, change) => {
    expect(modelSwapDecoder.decodeSwap({ ...instruction, ...change })).toHaveProperty('reason');
  });

  it('knows the one code that means slippage', () => {
    expect([6001, 6000].map((code) => modelSwapDecoder.classifyError(code))).toEqual([
      'slippage',
      'unknown',
    ]);
  });
});
