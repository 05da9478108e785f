import { expect, it } from 'vitest';

import { createTestWallet } from '../platform/testing/testWallet.ts';
import { poolAddressOf } from './poolAddress.ts';

it('is the same whichever mint comes first, and another for other mints', () => {
  const [one, two, three] = [1, 2, 3].map((number) => createTestWallet(number).address);
  if (one === undefined || two === undefined || three === undefined) throw new Error('are three');
  expect(poolAddressOf(one, two)).toEqual(poolAddressOf(two, one));
  expect(poolAddressOf(one, two)).toBe(poolAddressOf(one, two));
  expect(poolAddressOf(one, three).address).not.toBe(poolAddressOf(one, two).address);
});
