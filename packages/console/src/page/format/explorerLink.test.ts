import { expect, it } from 'vitest';

import { explorerLink } from './explorerLink.ts';

it.each([
  ['mainnet-beta', 'https://explorer.solana.com/tx/5abc'],
  ['devnet', 'https://explorer.solana.com/tx/5abc?cluster=devnet'],
  ['testnet', 'https://explorer.solana.com/tx/5abc?cluster=testnet'],
  ['sandbox', undefined],
  [undefined, undefined],
])('of a transaction on %s is %s', (cluster, link) => {
  expect(explorerLink('tx', '5abc', cluster)).toBe(link);
});

it('never lets a name out of its place in the address', () => {
  expect(explorerLink('address', '../x?y', 'mainnet-beta')).toBe(
    'https://explorer.solana.com/address/..%2Fx%3Fy',
  );
});
