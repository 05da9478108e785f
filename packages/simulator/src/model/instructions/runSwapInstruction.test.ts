import { expect, it } from 'vitest';

import { createTestFrame } from '../../testing/testFrame.ts';
import { createTestChain, SOL } from '../../testing/testChain.ts';
import { asTokenAccount, type Account } from '../account.ts';
import { associatedTokenAddress } from '../derivedAddress.ts';
import { MODEL_SWAP_PROGRAM_ADDRESS, TOKEN_PROGRAM, WRAPPED_SOL } from '../programAddresses.ts';
import { SWAP_OFFSET, SWAP_PLACE } from '../swapLayout.ts';
import { runSwapInstruction } from './runSwapInstruction.ts';

/** A sell of tokens that the wallet has, on the accounts of a chain. */
async function sell(
  change: (parts: { accounts: string[]; data: Uint8Array }) => void = () => undefined,
) {
  const { chain, spark, wallets, pass } = createTestChain();
  const wallet = wallets[0]?.address ?? '';
  chain.fundTokens(wallet, spark.mint, 1_000_000n);
  pass(2);
  const question = { inputMint: spark.mint, outputMint: WRAPPED_SOL, amountIn: 1_000_000n };
  const quote = chain.quote({ ...question, slippageBps: 0, taker: wallet });
  if (quote === undefined) throw new Error('has a price');
  const accounts = quote.instruction.accounts.map(({ address }) => address);
  const data = Uint8Array.from(quote.instruction.data);
  const wrapped = accounts[SWAP_PLACE.destination] ?? '';
  change({ accounts, data });
  const state = new Map<string, Account>();
  for (const address of accounts) {
    const account = await chain.nodes[0]?.tokenAt(address, 'processed');
    const [read] = (await chain.nodes[0]?.accountsAt([address], 'processed'))?.accounts ?? [];
    if (account !== undefined && read !== null && read !== undefined) {
      state.set(address, { lamports: read.lamports, program: read.owner, content: account });
    } else if (read !== null && read !== undefined) {
      const decimals = address === WRAPPED_SOL ? 9 : 6;
      const isMint = address === WRAPPED_SOL || address === spark.mint;
      const content = isMint
        ? ({ kind: 'mint', decimals, supply: 0n } as const)
        : ({ kind: 'empty' } as const);
      state.set(address, { lamports: read.lamports, program: read.owner, content });
    }
  }
  state.set(wrapped, {
    lamports: 2_039_280n,
    program: TOKEN_PROGRAM,
    content: {
      kind: 'token',
      mint: WRAPPED_SOL,
      owner: wallet,
      units: 0n,
      rentReserve: 2_039_280n,
    },
  });
  const instruction = { program: MODEL_SWAP_PROGRAM_ADDRESS, data, accounts, signers: [wallet] };
  const failure = runSwapInstruction(createTestFrame(state, instruction));
  return { failure, received: asTokenAccount(state.get(wrapped))?.content.units, quote };
}

it('pays exactly what the quote said', async () => {
  const { failure, received, quote } = await sell();
  expect(failure).toBeUndefined();
  expect(received).toBe(quote.amountOut);
  expect(received).toBeGreaterThan(0n);
});

const put = (offset: number, value: bigint) => (parts: { data: Uint8Array }) => {
  new DataView(parts.data.buffer).setBigUint64(offset, value, true);
};
const stranger = associatedTokenAddress({
  owner: MODEL_SWAP_PROGRAM_ADDRESS,
  mint: WRAPPED_SOL,
  tokenProgram: TOKEN_PROGRAM,
}).address;

it.each([
  ['a least output above the price', put(SWAP_OFFSET.minimumOut, SOL), 6001],
  ['data of another instruction', ({ data }: { data: Uint8Array }) => data.set([2]), 6000],
  ['too few accounts', ({ accounts }: { accounts: string[] }) => accounts.pop(), 6002],
  [
    'an authority that has not signed',
    ({ accounts }: { accounts: string[] }) => (accounts[0] = stranger),
    6003,
  ],
  [
    'a token program that is none',
    ({ accounts }: { accounts: string[] }) => (accounts[8] = stranger),
    6004,
  ],
  ['swapped mints', ({ accounts }: { accounts: string[] }) => (accounts[3] = WRAPPED_SOL), 6005],
  ['another pool', ({ accounts }: { accounts: string[] }) => (accounts[5] = stranger), 6006],
  ['another bump', ({ data }: { data: Uint8Array }) => data.set([1], SWAP_OFFSET.poolBump), 6006],
  [
    'a vault of somebody else',
    ({ accounts }: { accounts: string[] }) => (accounts[6] = stranger),
    6007,
  ],
  ['an amount that buys nothing', put(SWAP_OFFSET.amountIn, 1n), 6008],
])('fails for %s', async (_name, change, code) => {
  const { failure } = await sell((parts) => {
    change(parts);
  });
  expect(failure).toEqual({ program: MODEL_SWAP_PROGRAM_ADDRESS, error: { Custom: code } });
});

it('names the token program when the tokens are not there', async () => {
  const { failure } = await sell(put(SWAP_OFFSET.amountIn, 2_000_000n));
  expect(failure).toEqual({ program: TOKEN_PROGRAM, error: { Custom: 1 } });
});
