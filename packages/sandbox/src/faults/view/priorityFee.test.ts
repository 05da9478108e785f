import { getU32Encoder, getU64Encoder } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { computePriorityFee } from './priorityFee.ts';

const budget = (tag: number, bytes: Iterable<number>) => ({
  program: 'ComputeBudget111111111111111111111111111111',
  data: new Uint8Array([tag, ...bytes]),
});
const limit = (units: number) => budget(2, getU32Encoder().encode(units));
const price = (microLamports: bigint) => budget(3, getU64Encoder().encode(microLamports));
const swap = { program: 'Swap1111111111111111111111111111111111111111', data: new Uint8Array(3) };
const transfer = { program: '11111111111111111111111111111111', data: new Uint8Array([2]) };

describe('computePriorityFee', () => {
  it('is the price times the limit, rounded up', () => {
    expect(computePriorityFee([limit(1_000), price(1_000_000n), swap])).toBe(1_000n);
    expect(computePriorityFee([limit(3), price(1n), swap])).toBe(1n);
  });

  it('is nothing without a price', () => {
    expect(computePriorityFee([limit(1_000), swap])).toBe(0n);
  });

  it('takes the default limit of each kind of program', () => {
    expect(computePriorityFee([price(1_000_000n), swap, transfer])).toBe(206_000n);
  });

  it('counts no units beyond the most that a transaction may use', () => {
    const swaps = Array.from({ length: 9 }, () => swap);
    expect(computePriorityFee([price(1_000_000n), ...swaps])).toBe(1_400_000n);
    expect(computePriorityFee([limit(4_000_000_000), price(1_000_000n)])).toBe(1_400_000n);
  });

  it('reads the highest price exactly', () => {
    expect(computePriorityFee([limit(1_000_000), price(2n ** 64n - 1n)])).toBe(2n ** 64n - 1n);
  });

  it('takes no other data for a price', () => {
    expect(computePriorityFee([budget(3, [1, 2]), budget(1, getU64Encoder().encode(9n))])).toBe(0n);
  });
});
