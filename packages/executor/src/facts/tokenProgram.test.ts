import { AccountState, getMintEncoder, getTokenEncoder } from '@solana-program/token';
import { address, none, some } from '@solana/kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ChainAccount } from '../chain/chainNode.ts';
import {
  isGuarded,
  readMint,
  readTokenAccount,
  readTokenPowers,
  TOKEN_2022_PROGRAM_ADDRESS,
  TOKEN_PROGRAM_ADDRESS,
} from './tokenProgram.ts';

const MINT = address('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v');
const OWNER = address('So11111111111111111111111111111111111111112');

function account(owner: string, data: ArrayLike<number>): ChainAccount {
  return { lamports: 1n, owner, data: Uint8Array.from(data) };
}

function classicMint(decimals = 6, isInitialized = true): Uint8Array {
  return new Uint8Array(
    getMintEncoder().encode({
      mintAuthority: some(OWNER),
      supply: 7n,
      decimals,
      isInitialized,
      freezeAuthority: none(),
    }),
  );
}

/** One extension as it lies in an account: type, length, content. */
function extension(type: number, length: number): number[] {
  return [type & 0xff, type >> 8, length & 0xff, length >> 8, ...Array(length).fill(0xee)];
}

/** A Token-2022 mint with extensions laid out by hand. */
function extendedMint(extensions: readonly number[], accountType = 1): number[] {
  return [...classicMint(9), ...Array(83).fill(0), accountType, ...extensions];
}

function tokenAccount(units: bigint, state = AccountState.Initialized): Uint8Array {
  return new Uint8Array(
    getTokenEncoder().encode({
      mint: MINT,
      owner: OWNER,
      amount: units,
      delegate: none(),
      state,
      isNative: none(),
      delegatedAmount: 0n,
      closeAuthority: none(),
    }),
  );
}

describe('readMint', () => {
  it.each([TOKEN_PROGRAM_ADDRESS, TOKEN_2022_PROGRAM_ADDRESS])('reads a mint of %s', (program) => {
    expect(readMint(MINT, account(program, classicMint(6)))).toEqual({
      mint: MINT,
      tokenProgram: program,
      decimals: 6,
      amountExtension: undefined,
      hasTransferFee: false,
      risks: [expect.stringMatching(/can mint more of it$/u)],
      transferFeeBps: 0,
    });
  });

  it('reads risks out of the extensions, with their own bytes', () => {
    const metadata = extension(19, 5);
    const delegate = extension(12, 32);
    const noHook = [14, 0, 64, 0, ...Array<number>(64).fill(0)];
    const data = extendedMint([...metadata, ...delegate, ...noHook]);
    expect(readMint(MINT, account(TOKEN_2022_PROGRAM_ADDRESS, data))).toMatchObject({
      risks: [expect.anything(), expect.stringMatching(/can take it out of any account$/u)],
    });
  });

  it.each([0, 1, 18, 255])('reads %i decimals', (decimals) => {
    const mint = readMint(MINT, account(TOKEN_PROGRAM_ADDRESS, classicMint(decimals)));
    expect(mint).toMatchObject({ decimals });
  });

  it.each([
    ['none', [], { amountExtension: undefined, hasTransferFee: false }],
    ['a transfer fee', extension(1, 108), { amountExtension: undefined, hasTransferFee: true }],
    [
      'interest',
      extension(10, 52),
      { amountExtension: 'InterestBearingConfig', hasTransferFee: false },
    ],
    [
      'a scaled amount',
      extension(25, 56),
      { amountExtension: 'ScaledUiAmountConfig', hasTransferFee: false },
    ],
    [
      'all of them among others',
      [...extension(18, 64), ...extension(1, 108), ...extension(19, 7), ...extension(25, 56)],
      { amountExtension: 'ScaledUiAmountConfig', hasTransferFee: true },
    ],
    [
      'one before the end mark',
      [...extension(1, 108), 0, 0, 0, 0],
      { amountExtension: undefined, hasTransferFee: true },
    ],
    [
      'one after the end mark',
      [0, 0, 0, 0, ...extension(1, 108)],
      { amountExtension: undefined, hasTransferFee: false },
    ],
    [
      'one of no length',
      [...extension(9, 0), ...extension(10, 52)],
      { amountExtension: 'InterestBearingConfig', hasTransferFee: false },
    ],
    ['half a header', [1, 0, 9], { amountExtension: undefined, hasTransferFee: false }],
  ])('reads Token-2022 extensions: %s', (_case, bytes, facts) => {
    const mint = readMint(MINT, account(TOKEN_2022_PROGRAM_ADDRESS, extendedMint(bytes)));
    expect(mint).toMatchObject({ decimals: 9, ...facts });
  });

  it('finds no mint where there is no account', () => {
    expect(readMint(MINT, null)).toMatchObject({
      code: 'MINT__NOT_FOUND',
      context: { mint: MINT },
    });
  });

  it.each([
    ['another program owns it', account(OWNER, classicMint())],
    ['it is not initialised', account(TOKEN_PROGRAM_ADDRESS, classicMint(6, false))],
    ['it is empty', account(TOKEN_PROGRAM_ADDRESS, [])],
    ['it is too short', account(TOKEN_PROGRAM_ADDRESS, classicMint().subarray(0, 81))],
    ['it is a token account', account(TOKEN_PROGRAM_ADDRESS, tokenAccount(5n))],
    ['it is a longer token account', account(TOKEN_2022_PROGRAM_ADDRESS, extendedMint([], 2))],
    ['it has no account type', account(TOKEN_2022_PROGRAM_ADDRESS, extendedMint([], 0))],
  ])('finds no token when %s', (_case, given) => {
    expect(readMint(MINT, given)).toMatchObject({
      code: 'MINT__NOT_A_TOKEN',
      context: { mint: MINT, owner: given.owner },
    });
  });

  it('for all bytes, answers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (data) => {
        const given = account(TOKEN_2022_PROGRAM_ADDRESS, data);
        expect(readMint(MINT, given)).toBeDefined();
        readTokenAccount(given);
      }),
    );
  });
});

describe('readTokenAccount', () => {
  it.each([0n, 1n, 18_446_744_073_709_551_615n])('reads %s units', (units) => {
    for (const program of [TOKEN_PROGRAM_ADDRESS, TOKEN_2022_PROGRAM_ADDRESS]) {
      expect(readTokenAccount(account(program, tokenAccount(units)))).toEqual({
        mint: MINT,
        owner: OWNER,
        units,
      });
    }
  });

  it('reads a frozen and an extended account like any other', () => {
    const frozen = tokenAccount(5n, AccountState.Frozen);
    expect(readTokenAccount(account(TOKEN_PROGRAM_ADDRESS, frozen))).toMatchObject({ units: 5n });
    const extended = [...tokenAccount(5n), 2, ...extension(7, 0)];
    expect(readTokenAccount(account(TOKEN_2022_PROGRAM_ADDRESS, extended))).toMatchObject({
      units: 5n,
    });
  });

  it.each([
    ['there is none', null],
    ['another program owns it', account(OWNER, tokenAccount(5n))],
    [
      'it is not initialised',
      account(TOKEN_PROGRAM_ADDRESS, tokenAccount(5n, AccountState.Uninitialized)),
    ],
    ['it is a mint', account(TOKEN_PROGRAM_ADDRESS, classicMint())],
    ['it is empty', account(TOKEN_PROGRAM_ADDRESS, [])],
    ['it is too short', account(TOKEN_PROGRAM_ADDRESS, tokenAccount(5n).subarray(0, 164))],
  ])('reads none when %s', (_case, given) => {
    expect(readTokenAccount(given)).toBeUndefined();
  });
});

describe('isGuarded', () => {
  const guard = (value: number) => [11, 0, 1, 0, value];
  it.each([
    ['a guard that is on', guard(1), true],
    ['a guard that is on, after another extension', [...extension(7, 0), ...guard(1)], true],
    ['a guard that is off', guard(0), false],
    ['a guard of no length', extension(11, 0), false],
    ['another extension', [8, 0, 1, 0, 1], false],
    ['none', [], false],
  ])('is right about %s', (_case, extensions, expected) => {
    const data = [...tokenAccount(5n), 2, ...extensions];
    expect(isGuarded(account(TOKEN_2022_PROGRAM_ADDRESS, data))).toBe(expected);
    expect(isGuarded(account(TOKEN_PROGRAM_ADDRESS, tokenAccount(5n)))).toBe(false);
  });
});

describe('readTokenPowers', () => {
  const OTHER = address('4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T');

  it.each([
    [undefined, undefined],
    [OTHER, undefined],
    [undefined, OTHER],
  ] as const)('reads delegate and close authority: %s, %s', (delegate, closeAuthority) => {
    const data = getTokenEncoder().encode({
      mint: MINT,
      owner: OWNER,
      amount: 5n,
      delegate: delegate === undefined ? none() : some(delegate),
      state: AccountState.Initialized,
      isNative: none(),
      delegatedAmount: 3n,
      closeAuthority: closeAuthority === undefined ? none() : some(closeAuthority),
    });
    expect(readTokenPowers(account(TOKEN_PROGRAM_ADDRESS, new Uint8Array(data)))).toEqual({
      owner: OWNER,
      delegate,
      closeAuthority,
    });
  });

  it('reads none of what is no token account', () => {
    expect(readTokenPowers(null)).toBeUndefined();
    expect(readTokenPowers(account(TOKEN_PROGRAM_ADDRESS, classicMint()))).toBeUndefined();
  });
});
