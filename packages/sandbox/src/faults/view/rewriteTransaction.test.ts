import { describe, expect, it } from 'vitest';

import { createFakeReader } from '../../testing/fakeExchange.ts';
import type { JsonValue } from '../proxy/jsonValue.ts';
import { rewriteTransaction } from './rewriteTransaction.ts';
import type { ViewCall } from './viewCall.ts';

const chain = createFakeReader({ processed: 100n, finalized: 69n });
const call = (commitment?: string, lagSlots = 0n): ViewCall => ({
  method: 'getTransaction',
  params: ['signature', ...(commitment === undefined ? [] : [{ commitment }])],
  lagSlots,
  chain,
});
const transaction = {
  signatures: ['one'],
  message: {
    accountKeys: ['ComputeBudget111111111111111111111111111111'],
    instructions: [{ programIdIndex: 0n, data: '3tGNFMqHiozw' }],
  },
};
const landed = (meta: JsonValue, slot = 80n) => ({ slot, meta, transaction });
const META = { fee: 5_003n, postBalances: [1n, 0n], postTokenBalances: [] };

describe('rewriteTransaction', () => {
  it('knows a transaction at a commitment only once it got there', async () => {
    const result = landed(META);
    expect(await rewriteTransaction(result, call('confirmed'))).toBe(result);
    expect(await rewriteTransaction(result, call('finalized'))).toBeNull();
    expect(await rewriteTransaction(result, call())).toBeNull();
    const final = landed(META, 69n);
    expect(await rewriteTransaction(final, call())).toBe(final);
  });

  it('does not know what a lag hides', async () => {
    const result = landed(META);
    expect(await rewriteTransaction(result, call('confirmed', 20n))).toBe(result);
    expect(await rewriteTransaction(result, call('confirmed', 21n))).toBeNull();
    expect(await rewriteTransaction(null, call())).toBeNull();
  });

  it('adds the priority fee to a base fee that lacks it, and to no other', async () => {
    const short = await rewriteTransaction(landed({ ...META, fee: 5_000n }), call('confirmed'));
    expect(short).toMatchObject({ meta: { fee: 5_003n } });
    const other = landed({ ...META, fee: 15_000n });
    expect(await rewriteTransaction(other, call('confirmed'))).toBe(other);
  });

  it('leaves closed accounts out of the balances of tokens', async () => {
    const postTokenBalances = [
      { accountIndex: 0n, mint: 'a' },
      { accountIndex: 1n, mint: 'b' },
    ];
    const result = landed({ ...META, postTokenBalances });
    expect(await rewriteTransaction(result, call('confirmed'))).toMatchObject({
      meta: { fee: 5_003n, postTokenBalances: [{ accountIndex: 0n, mint: 'a' }] },
    });
  });

  it('leaves a transaction without meta alone', async () => {
    const result = landed(null);
    expect(await rewriteTransaction(result, call('confirmed'))).toBe(result);
  });
});
