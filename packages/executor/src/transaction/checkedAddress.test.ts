import { expect, it } from 'vitest';

import { checkedAddress } from './checkedAddress.ts';

const MINT = 'So11111111111111111111111111111111111111112';

it('gives an address as it is, the first time and again', () => {
  expect([checkedAddress(MINT), checkedAddress(MINT)]).toEqual([MINT, MINT]);
});

it.each(['', 'not base58: 0', MINT.slice(1), `${MINT}1`])('refuses %j, however often', (text) => {
  for (const _turn of [1, 2]) {
    expect(() => checkedAddress(text)).toThrow(/base58|length|bytes|decode/iu);
  }
});
