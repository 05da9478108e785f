import { U64_MAX } from '@quantbot/core';
import { expect, it } from 'vitest';

import { FIXTURE_REQUEST } from '../testing/journalFixtures.ts';
import { buyLamportsOf } from './buyLamportsOf.ts';

it.each([
  [{ side: 'buy', amount: 0.1 }, 100_000_000n],
  [{ side: 'buy', amount: undefined, amountBaseUnits: '7' }, 7n],
  [{ side: 'buy', amount: undefined }, U64_MAX],
  [{ side: 'buy', amount: 1e-12 }, U64_MAX],
  [{ side: 'sell', amount: 9 }, 0n],
])('reads %j as %s', (fields, lamports) => {
  expect(buyLamportsOf({ ...FIXTURE_REQUEST, ...fields } as never)).toBe(lamports);
});
