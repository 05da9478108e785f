import { getCompiledTransactionMessageDecoder, getTransactionDecoder } from '@solana/kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createTestChain, SOL, tradeBytes } from '../testing/testChain.ts';
import { isSigned, readWire } from './readWire.ts';

async function buyWire() {
  const test = createTestChain();
  const [wallet] = test.wallets;
  if (wallet === undefined) throw new Error('is there');
  return tradeBytes(test, { wallet, pool: test.spark, side: 'buy', amountIn: SOL });
}

describe('readWire', () => {
  it('reads what the network reads', async () => {
    const { wire, signature } = await buyWire();
    const read = readWire(wire);
    const decoded = getTransactionDecoder().decode(wire);
    const message = getCompiledTransactionMessageDecoder().decode(decoded.messageBytes);
    if (message.version !== 0) throw new Error('is of version 0');
    expect(read).toMatchObject({
      signature,
      feePayer: Object.keys(decoded.signatures)[0],
      blockhash: message.lifetimeToken,
      accounts: message.staticAccounts,
      signerCount: message.header.numSignerAccounts,
      budget: { unitLimit: 300_000, microLamportsPerUnit: 1_000n },
    });
    expect(read?.instructions.map(({ program, accounts }) => ({ program, accounts }))).toEqual(
      message.instructions.map(({ programAddressIndex, accountIndices = [] }) => ({
        program: message.staticAccounts[programAddressIndex],
        accounts: accountIndices,
      })),
    );
    const writable = message.staticAccounts.filter((_one, index) => read?.isWritable[index]);
    expect(writable).toHaveLength(
      message.staticAccounts.length -
        message.header.numReadonlySignerAccounts -
        message.header.numReadonlyNonSignerAccounts,
    );
  });

  it('for all cuts and additions, reads nothing that is signed', async () => {
    const { wire } = await buyWire();
    fc.assert(
      fc.property(fc.nat(wire.length - 1), (length) => {
        const read = readWire(wire.subarray(0, length));
        expect(read !== undefined && isSigned(read)).toBe(false);
      }),
    );
    expect(readWire(Uint8Array.from([...wire, 0]))).toBeUndefined();
    expect(readWire(new Uint8Array())).toBeUndefined();
  });
});

describe('isSigned', () => {
  it('for all changes of one byte, the signature holds no longer', async () => {
    const { wire } = await buyWire();
    const whole = readWire(wire);
    expect(whole !== undefined && isSigned(whole)).toBe(true);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: wire.length - 1 }), (at) => {
        const changed = Uint8Array.from(wire);
        changed[at] = (changed[at] ?? 0) ^ 1;
        const read = readWire(changed);
        expect(read !== undefined && isSigned(read)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});
