import { fault, isFault, type SwapDecoder, type SwapInstruction } from '@quantbot/core';
import type { Address } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { decodeMessage, type DecodedMessage } from '../approve/decodeMessage.ts';
import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { WRAPPED_SOL } from '../facts/walletAccounts.ts';
import { draftOf, rewrite } from '../testing/policyFixtures.ts';
import {
  buyPlan,
  madeUpAddress,
  madeUpSwap,
  PLAN,
  PLAN_DECODER,
  sellPlan,
} from '../testing/tradeFixtures.ts';
import { tradeOfMessage, type MessageReader } from './tradeOfMessage.ts';

const NOBODY = { token: madeUpAddress(250), token2022: madeUpAddress(251) };

/** A reader of the made-up wallet, which keeps what it was asked for. */
function scene(changes: { readonly mintOf?: MessageReader['eyes']['mintOf'] } = {}) {
  const derived: Address[] = [];
  const lookedAt: Address[] = [];
  const holdings = new Map([
    [PLAN.mint, { token: PLAN.tokenAccount, token2022: madeUpAddress(252) }],
    [WRAPPED_SOL, { token: PLAN.wrappedSol, token2022: madeUpAddress(253) }],
  ]);
  const reader = {
    accounts: {
      wrappedSol: async () => PLAN.wrappedSol,
      candidates: async (mint: Address) => {
        derived.push(mint);
        return holdings.get(mint) ?? NOBODY;
      },
    },
    decoders: new Map([[PLAN_DECODER.programAddress, PLAN_DECODER]]),
    eyes: {
      mintOf: async (account: Address) => {
        lookedAt.push(account);
        return changes.mintOf?.(account);
      },
    },
  } satisfies MessageReader;
  return { reader, holdings, derived, lookedAt };
}

function read(bytes: Uint8Array, tables: Readonly<Record<string, readonly string[]>> = {}) {
  const message = decodeMessage(bytes, tables);
  if (message === undefined) throw new Error('it is no message');
  return message;
}

const BUY = read(draftOf(buyPlan()));
const SELL = read(draftOf(sellPlan()));

/** A sell of everything by a swap that does not name the mint: then nothing in the message does. */
const emptyingSell = (): DecodedMessage =>
  read(draftOf(sellPlan({ closesTokenAccount: true, amountIn: 1_000n })));

/** The swap program as one whose instructions say which mints they trade. */
const namingDecoder = (mints: {
  readonly sourceMint: string;
  readonly destinationMint: string;
}): MessageReader['decoders'] => {
  const decodeSwap: SwapDecoder['decodeSwap'] = (instruction) => {
    const swap = PLAN_DECODER.decodeSwap(instruction);
    return 'reason' in swap ? swap : { ...swap, ...mints };
  };
  return new Map([[PLAN_DECODER.programAddress, { ...PLAN_DECODER, decodeSwap }]]);
};

describe('tradeOfMessage', () => {
  it('reads a buy, with the account that is made for it', async () => {
    expect(await tradeOfMessage(BUY, scene().reader)).toEqual({
      side: 'buy',
      mint: { mint: PLAN.mint, tokenProgram: TOKEN_PROGRAM_ADDRESS, decimals: 6 },
      tokenAccount: PLAN.tokenAccount,
      wrappedSolAccount: PLAN.wrappedSol,
      amountIn: 100_000_000n,
      minimumOut: 1_980n,
      closesTokenAccount: false,
      createsTokenAccount: true,
    });
  });

  it('reads a sell, by the program under which the wallet holds the token', async () => {
    const { reader, holdings } = scene();
    holdings.set(PLAN.mint, { token: madeUpAddress(252), token2022: PLAN.tokenAccount });
    expect(await tradeOfMessage(SELL, reader)).toEqual({
      side: 'sell',
      mint: { mint: PLAN.mint, tokenProgram: TOKEN_2022_PROGRAM_ADDRESS, decimals: 9 },
      tokenAccount: PLAN.tokenAccount,
      wrappedSolAccount: PLAN.wrappedSol,
      amountIn: 400n,
      minimumOut: 1_980n,
      closesTokenAccount: false,
      createsTokenAccount: false,
    });
  });

  it('asks its node for the mint only where the message names none, and derives it from there', async () => {
    const named = scene();
    await tradeOfMessage(BUY, named.reader);
    await tradeOfMessage(SELL, named.reader);
    expect(named.lookedAt).toEqual([]);
    const unnamed = scene({ mintOf: async () => PLAN.mint });
    expect(await tradeOfMessage(emptyingSell(), unnamed.reader)).toMatchObject({
      side: 'sell',
      mint: { mint: PLAN.mint, tokenProgram: TOKEN_PROGRAM_ADDRESS, decimals: 0 },
      closesTokenAccount: true,
    });
    expect(unnamed.lookedAt).toEqual([PLAN.tokenAccount]);
  });

  it.each(['buy', 'sell'] as const)(
    'derives the accounts of no more than the mint that a %s names',
    async (side) => {
      const { reader, derived } = scene();
      const mints =
        side === 'buy'
          ? { sourceMint: WRAPPED_SOL, destinationMint: PLAN.mint }
          : { sourceMint: PLAN.mint, destinationMint: WRAPPED_SOL };
      const message = side === 'buy' ? BUY : SELL;
      const trade = await tradeOfMessage(message, { ...reader, decoders: namingDecoder(mints) });
      expect(trade).toMatchObject({ side });
      expect(derived).toEqual([PLAN.mint]);
    },
  );

  it('takes an entry that no table has neither for a mint nor for an account', async () => {
    const sell = { closesTokenAccount: true, amountIn: 1_000n };
    const mints = scene({ mintOf: async () => PLAN.mint });
    const vaults = { [PLAN.table]: PLAN.vaults };
    const pooled = read(draftOf(sellPlan({ ...sell, lookupTables: vaults })));
    expect(await tradeOfMessage(pooled, mints.reader)).toMatchObject({ side: 'sell' });
    expect(mints.derived).not.toContain(undefined);
    const accounts = scene();
    const source = madeUpAddress(60);
    const swap = { source, destination: PLAN.wrappedSol, amountIn: 1_000n, minimumOut: 1n };
    const swapInstruction = madeUpSwap(swap);
    const lookupTables = { [PLAN.table]: [source] };
    const hidden = read(draftOf(sellPlan({ ...sell, swapInstruction, lookupTables })));
    expect(await tradeOfMessage(hidden, accounts.reader)).toMatchObject({
      code: 'APPROVE__REFUSED',
      message: expect.stringContaining('unresolved lookup is no token account'),
    });
    expect(accounts.lookedAt).toEqual([]);
  });

  it('takes no swap for the close or the creation of the account that it spends from', async () => {
    const { swapInstruction } = sellPlan();
    const account = (address: string) => ({ address, isSigner: false, isWritable: true });
    const data = Uint8Array.from([9, ...swapInstruction.data.slice(1)]);
    const alike: SwapInstruction = {
      ...swapInstruction,
      data,
      accounts: [
        account(PLAN.tokenAccount),
        account(PLAN.wrappedSol),
        account(PLAN.pool),
        account(PLAN.mint),
      ],
    };
    const decodeSwap: SwapDecoder['decodeSwap'] = () => ({
      variant: 'alike',
      amountIn: 400n,
      minimumOut: 1_980n,
      authority: PLAN.wallet,
      source: PLAN.tokenAccount,
      destination: PLAN.wrappedSol,
      platformFeeBps: 0,
    });
    const decoders = new Map([[PLAN.swapProgram as string, { ...PLAN_DECODER, decodeSwap }]]);
    const message = read(draftOf(sellPlan({ swapInstruction: alike })));
    expect(await tradeOfMessage(message, { ...scene().reader, decoders })).toMatchObject({
      side: 'sell',
      closesTokenAccount: false,
      createsTokenAccount: false,
    });
  });

  it('takes no other transfer for one that says the decimals', async () => {
    const { reader } = scene({ mintOf: async () => PLAN.mint });
    const others = [
      { tag: 12, length: 9 },
      { tag: 3, length: 10 },
    ];
    const bytes = rewrite(draftOf(sellPlan()), ({ accounts, instructions }) => {
      const at = (name: string) => accounts.findIndex((account) => account === name);
      instructions.unshift(
        ...others.map(({ tag, length }) => ({
          programAddressIndex: at(TOKEN_2022_PROGRAM_ADDRESS),
          accountIndices: [at(PLAN.tokenAccount)],
          data: new Uint8Array(length).fill(4).fill(tag, 0, 1),
        })),
      );
    });
    expect(await tradeOfMessage(read(bytes), reader)).toMatchObject({ mint: { decimals: 9 } });
  });
});

describe('a message that is no trade of this wallet', () => {
  it('has a swap that its decoder does not understand, whose reason is told', async () => {
    const swapInstruction = { ...buyPlan().swapInstruction, data: Uint8Array.of(7) };
    const message = read(draftOf(buyPlan({ swapInstruction })));
    expect(await tradeOfMessage(message, scene().reader)).toMatchObject({
      code: 'APPROVE__SWAP_NOT_UNDERSTOOD',
      context: { program: PLAN.swapProgram, reason: 'another tag' },
    });
  });

  it('has no swap, and its programs are told', async () => {
    const decoders: MessageReader['decoders'] = new Map();
    const refused = await tradeOfMessage(BUY, { ...scene().reader, decoders });
    expect(refused).toMatchObject({ code: 'APPROVE__REFUSED' });
    expect(refused).toMatchObject({ message: expect.stringContaining(PLAN.swapProgram) });
  });

  it.each([
    ['SOL for SOL', PLAN.wrappedSol, PLAN.wrappedSol],
    ['a token for a token', PLAN.otherTokenAccount, PLAN.tokenAccount],
  ])('trades %s', async (_case, source, destination) => {
    const swapInstruction = madeUpSwap({ source, destination, amountIn: 1n, minimumOut: 1n });
    const message = read(draftOf(buyPlan({ swapInstruction })));
    expect(await tradeOfMessage(message, scene().reader)).toMatchObject({
      code: 'APPROVE__REFUSED',
      message: expect.stringContaining('it does not trade the SOL of this wallet'),
      context: { instructionIndex: -1 },
    });
  });

  it('buys wrapped SOL under the newer token program', async () => {
    const { reader, holdings, derived } = scene();
    holdings.delete(PLAN.mint);
    holdings.set(WRAPPED_SOL, { token: PLAN.wrappedSol, token2022: PLAN.tokenAccount });
    expect(await tradeOfMessage(BUY, reader)).toMatchObject({ code: 'APPROVE__REFUSED' });
    expect(derived).not.toContain(WRAPPED_SOL);
  });

  it('spends from an account that the chain does not have, or whose mint derives another', async () => {
    for (const mintOf of [async () => undefined, async () => madeUpAddress(99)]) {
      const { reader, derived } = scene({ mintOf });
      const refused = await tradeOfMessage(emptyingSell(), reader);
      if (!isFault(refused)) throw new Error('it was read as a trade');
      expect(refused.message).toContain('no token account that this wallet derives');
      expect(derived).not.toContain(undefined);
    }
  });

  it('cannot be told while its node is silent', async () => {
    const away = fault('RPC__UNAVAILABLE', { endpoint: 'n', method: 'm', reason: 'away' });
    const { reader } = scene({ mintOf: async () => away });
    expect(await tradeOfMessage(emptyingSell(), reader)).toMatchObject({
      code: 'RPC__UNAVAILABLE',
    });
  });
});
