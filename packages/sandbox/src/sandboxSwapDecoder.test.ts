import type { SwapInstruction } from '@quantbot/core';
import { address, isSignerRole, isWritableRole } from '@solana/kit';
import { TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { findPoolAddresses } from './program/poolAddresses.ts';
import { createSwapInstruction, SWAP_ACCOUNT, type SwapTerms } from './program/swapInstruction.ts';
import { createSandboxSwapDecoder } from './sandboxSwapDecoder.ts';
import { WRAPPED_SOL } from './setup/sandboxPool.ts';

const AUTHORITY = address('96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5');
const SOURCE = address('HFqU5x63VTqvQss8hp11i4wVV8bD44PvwucfZ2bU7gRe');
const DESTINATION = address('Cw8CFyM9FkoMi7K7Crf6HNQqf4uEMzpKw6QNghXLvLkY');
const TOKEN = {
  mint: address('GGztQqQ6pCPaJQnNpXBgELr5cs3WwDakRbh1iEMzjgSJ'),
  tokenProgram: TOKEN_PROGRAM_ADDRESS,
};

const decoder = createSandboxSwapDecoder();
let terms: SwapTerms;
let swap: SwapInstruction;

function toSwapInstruction(wanted: SwapTerms): SwapInstruction {
  const { programAddress, accounts = [], data = new Uint8Array() } = createSwapInstruction(wanted);
  return {
    programAddress,
    accounts: accounts.map(({ address, role }) => ({
      address,
      isSigner: isSignerRole(role),
      isWritable: isWritableRole(role),
    })),
    data: new Uint8Array(data),
  };
}

function changeAccount(place: number, change: Partial<SwapInstruction['accounts'][number]>) {
  const accounts = swap.accounts.map((account, index) =>
    index === place ? { ...account, ...change } : account,
  );
  return { ...swap, accounts };
}

beforeAll(async () => {
  terms = {
    authority: AUTHORITY,
    source: SOURCE,
    destination: DESTINATION,
    sourceSide: WRAPPED_SOL,
    destinationSide: TOKEN,
    addresses: await findPoolAddresses(WRAPPED_SOL, TOKEN),
    amountIn: 1_000_000_000n,
    minimumOut: 123_456_789n,
  };
  swap = toSwapInstruction(terms);
});

describe('createSandboxSwapDecoder', () => {
  it('reads what a swap instruction says', () => {
    expect(decoder.decodeSwap(swap)).toEqual({
      variant: 'swapExactIn',
      amountIn: 1_000_000_000n,
      minimumOut: 123_456_789n,
      authority: AUTHORITY,
      source: SOURCE,
      destination: DESTINATION,
      sourceMint: WRAPPED_SOL.mint,
      destinationMint: TOKEN.mint,
      platformFeeBps: 0,
    });
  });

  it('for all amounts reads back what was written, wherever the bytes lie', () => {
    const amount = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(amount, amount, (amountIn, minimumOut) => {
        const { data, ...rest } = toSwapInstruction({ ...terms, amountIn, minimumOut });
        const shifted = new Uint8Array([9, 9, 9, ...data]).subarray(3);
        expect(decoder.decodeSwap({ ...rest, data: shifted })).toMatchObject({
          amountIn,
          minimumOut,
        });
      }),
    );
  });

  it('for all bytes from a venue answers without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(12), (data, accountCount) => {
        const accounts = swap.accounts.slice(0, accountCount);
        const decoded = decoder.decodeSwap({ ...swap, data, accounts });
        expect('reason' in decoded || 'amountIn' in decoded).toBe(true);
      }),
    );
  });

  it('reads a program deployed elsewhere when told so', () => {
    const elsewhere = createSandboxSwapDecoder(AUTHORITY);
    expect(elsewhere.programAddress).toBe(AUTHORITY);
    expect(elsewhere.decodeSwap({ ...swap, programAddress: AUTHORITY })).toHaveProperty('amountIn');
  });

  it('calls 6001 slippage and nothing else', () => {
    expect(decoder.classifyError(6001)).toBe('slippage');
    expect([0, 1, 6000, 6002, 6007].map((code) => decoder.classifyError(code))).toEqual(
      Array.from({ length: 5 }, () => 'unknown'),
    );
  });
});

describe('refuses', () => {
  const reasonFor = (instruction: SwapInstruction) => {
    const decoded = decoder.decodeSwap(instruction);
    return 'reason' in decoded ? decoded.reason : 'understood';
  };

  it('another program', () => {
    expect(reasonFor({ ...swap, programAddress: AUTHORITY })).toBe(
      `program is ${AUTHORITY}, this decoder reads ${decoder.programAddress}`,
    );
  });

  it('data that is too short or too long', () => {
    expect(reasonFor({ ...swap, data: swap.data.subarray(0, 17) })).toBe(
      'instruction data has 17 bytes, a swap has 20',
    );
    expect(reasonFor({ ...swap, data: new Uint8Array(21) })).toContain('21 bytes');
  });

  it('an unknown tag', () => {
    const data = Uint8Array.from(swap.data);
    data[0] = 7;
    expect(reasonFor({ ...swap, data })).toBe('instruction tag is 7, the only known one is 1');
  });

  it('missing and additional accounts', () => {
    expect(reasonFor({ ...swap, accounts: swap.accounts.slice(1) })).toBe(
      'instruction has 9 accounts, a swap has 10',
    );
    expect(reasonFor({ ...swap, accounts: [...swap.accounts, ...swap.accounts] })).toContain('20');
  });

  it('an authority that does not sign', () => {
    expect(reasonFor(changeAccount(SWAP_ACCOUNT.authority, { isSigner: false }))).toBe(
      'authority (account 0) is not a signer',
    );
  });

  it('a read-only account where tokens move', () => {
    expect(reasonFor(changeAccount(SWAP_ACCOUNT.destinationVault, { isWritable: false }))).toBe(
      'destinationVault (account 7) is not writable',
    );
  });

  it('a second signer', () => {
    expect(reasonFor(changeAccount(SWAP_ACCOUNT.pool, { isSigner: true }))).toBe(
      'account 5 is a signer besides the authority',
    );
  });
});
