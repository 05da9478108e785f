import { expect, it } from 'vitest';

import { uiAmount } from './uiAmount.ts';

it('writes base units exactly and whole tokens beside them', () => {
  expect(uiAmount(1_500_000n, 6)).toEqual({
    amount: '1500000',
    decimals: 6,
    uiAmount: 1.5,
    uiAmountString: '1.5',
  });
});
