import { describe, expect, it } from 'vitest';

import { bodyOf, createReply } from '../../testing/fakeExchange.ts';
import { turnHostile } from './turnHostile.ts';

function swapOf(amountIn: bigint, minimumOut: bigint): string {
  const data = Buffer.alloc(20);
  data.writeUInt8(1);
  data.writeBigUInt64LE(amountIn, 1);
  data.writeBigUInt64LE(minimumOut, 9);
  return data.toString('base64');
}

function answer(swapInstruction: unknown) {
  const body = JSON.stringify({ outAmount: '77', swapInstruction });
  return { ...createReply(0n), body: Buffer.from(body) };
}

const accounts = ['a', 'b', 'mine', 'd', 'e', 'f', 'g', 'vault', 'i', 'j'];
const honest = answer({ programId: 'p', accounts, data: swapOf(5n, 70n) });

describe('turnHostile', () => {
  it.each([
    ['noMinimum', { accounts, data: swapOf(5n, 0n) }],
    ['tenfoldInput', { accounts, data: swapOf(50n, 70n) }],
    ['toStranger', { accounts: accounts.with(2, 'vault'), data: swapOf(5n, 70n) }],
  ] as const)('%s changes the instruction and leaves the quote honest', (how, swap) => {
    expect(bodyOf(turnHostile(honest, { kind: 'hostileSwap', how }))).toEqual({
      outAmount: '77',
      swapInstruction: { programId: 'p', ...swap },
    });
  });

  it('leaves other faults and answers without a swap alone', () => {
    expect(turnHostile(honest, { kind: 'swallow' })).toBe(honest);
    for (const other of [answer(null), answer({ accounts, data: 'AA==' }), answer({ data: 7 })]) {
      expect(turnHostile(other, { kind: 'hostileSwap', how: 'noMinimum' })).toBe(other);
    }
    const text = { ...createReply(0n), body: Buffer.from('no JSON') };
    expect(turnHostile(text, { kind: 'hostileSwap', how: 'noMinimum' })).toBe(text);
  });
});
