import { createTokenAddress, WRAPPED_SOL_MINT } from '@quantbot/core';
import { expect, it } from 'vitest';

import { cancelSome } from './cancelSome.ts';
import type { OrderedCall } from './traderOrders.ts';

function call(idempotencyKey: string, fields: Partial<OrderedCall> = {}): OrderedCall {
  const tokenAddress = createTokenAddress(WRAPPED_SOL_MINT);
  const request = {
    tokenAddress,
    chain: 'solana',
    side: 'buy',
    amount: 1,
    idempotencyKey,
  } as const;
  return { request, copies: 1, ...fields };
}

it('cancels of the named keys those that get a delay, and leaves all others as they are', () => {
  const delays = [0, undefined];
  const calls = [call('a'), call('b'), call('c'), call('d', { cancelAfterMs: 70 })];
  const changed = cancelSome(calls, { keys: new Set(['a', 'c']), delayMs: () => delays.shift() });
  expect(changed.map(({ cancelAfterMs }) => cancelAfterMs)).toEqual([0, undefined, undefined, 70]);
  expect(changed.map(({ request }) => request.idempotencyKey)).toEqual(['a', 'b', 'c', 'd']);
});
