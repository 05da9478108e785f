import { expect, it } from 'vitest';

import { feeOf, isKnownBudgetInstruction, readComputeBudget } from './computeBudget.ts';
import { COMPUTE_BUDGET_PROGRAM, SYSTEM_PROGRAM } from './programAddresses.ts';

const budget = (...data: readonly number[]) => ({
  program: COMPUTE_BUDGET_PROGRAM,
  data: Uint8Array.from(data),
});
const other = { program: SYSTEM_PROGRAM, data: new Uint8Array() };
const limit = budget(2, 64, 66, 15, 0);
const price = budget(3, 1, 0, 0, 0, 0, 0, 0, 0);

it('reads limit and price', () => {
  expect(readComputeBudget([limit, price, other])).toEqual({
    unitLimit: 1_000_000,
    microLamportsPerUnit: 1n,
  });
});

it('gives 200 000 units to each other instruction, and never more than a transaction may have', () => {
  expect(readComputeBudget([price, other, other]).unitLimit).toBe(400_000);
  expect(readComputeBudget(Array.from({ length: 9 }, () => other)).unitLimit).toBe(1_400_000);
  expect(readComputeBudget([budget(2, 255, 255, 255, 255), other]).unitLimit).toBe(1_400_000);
});

it('rounds the priority fee up and adds it to the signatures', () => {
  const fee = (microLamportsPerUnit: bigint, signatures = 1) =>
    feeOf({ unitLimit: 1_000_000, microLamportsPerUnit }, signatures);
  expect([fee(0n), fee(1n), fee(3n, 2)]).toEqual([5_000n, 5_001n, 10_003n]);
  expect(feeOf({ unitLimit: 3, microLamportsPerUnit: 1_000_001n }, 1)).toBe(5_004n);
});

it('knows the two instructions that the executor uses', () => {
  expect([limit, price].map(({ data }) => isKnownBudgetInstruction(data))).toEqual([true, true]);
  expect(isKnownBudgetInstruction(Uint8Array.of(1, 0, 0, 0, 0))).toBe(false);
  expect(isKnownBudgetInstruction(Uint8Array.of(2, 0))).toBe(false);
});
