import { expect, it } from 'vitest';

import { renderDoneKey, renderKeyList } from './renderKeys.ts';

const KEY = { name: 'trader', path: 'keys/trader.keystore.json', address: 'Addr1' };

it('tells what was done with which key, and what to know', () => {
  expect(renderDoneKey('made', KEY, ['keep it'])).toMatchInlineSnapshot(`
    "✔ made
      address  Addr1
      file     keys/trader.keystore.json
      keep it"
  `);
});

it('lists keys, and says of none that its address is proven', () => {
  const broken = { name: 'old', path: 'keys/old.keystore.json', errorCode: 'CODE', error: 'why' };
  expect(renderKeyList('keys', [broken, { ...KEY, authenticated: false }])).toMatchInlineSnapshot(`
    "name    address  file
    old     CODE     keys/old.keystore.json
    trader  Addr1    keys/trader.keystore.json
    ✖ why
    Addresses are not authenticated: quantbot keys export-public NAME proves one."
  `);
  expect(renderKeyList('keys', [])).toBe('There is no keystore in keys.');
});
