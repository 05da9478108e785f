import { describe, expect, it } from 'vitest';

import { createFakeReader } from '../../testing/fakeExchange.ts';
import type { JsonValue } from '../proxy/jsonValue.ts';
import {
  rewriteBlockhashValidity,
  rewriteEpochInfo,
  rewriteHeight,
  rewriteLatestBlockhash,
} from './rewriteHeights.ts';
import { surfnetBlockhash } from './surfnetBlockhash.ts';
import type { ViewCall } from './viewCall.ts';

/** The newest slot 130 is at height 100 and has the hash of number 99. */
const chain = createFakeReader({ processed: 130n, finalized: 99n, gap: 30n });
const call = (params: readonly JsonValue[], lagSlots = 0n): ViewCall => ({
  method: '',
  params,
  lagSlots,
  chain,
});
const EPOCH = { absoluteSlot: 130n, blockHeight: 100n, slotIndex: 99n, epoch: 0n };
const LATEST = {
  context: { apiVersion: '4.1.2', slot: 130n },
  value: { blockhash: surfnetBlockhash(99n), lastValidBlockHeight: 250n },
};

describe('rewriteHeight', () => {
  it('takes the lag away', () => {
    expect(rewriteHeight(130n, call([], 5n))).toBe(125n);
    expect(rewriteHeight(3n, call([], 5n))).toBe(0n);
    expect(rewriteHeight(130n, call([]))).toBe(130n);
  });
});

describe('rewriteEpochInfo', () => {
  it('tells of the final slot where that was asked for, and by default', async () => {
    const expected = { absoluteSlot: 99n, blockHeight: 69n, slotIndex: 68n, epoch: 0n };
    expect(await rewriteEpochInfo(EPOCH, call([{ commitment: 'finalized' }]))).toEqual(expected);
    expect(await rewriteEpochInfo(EPOCH, call([]))).toEqual(expected);
  });

  it('lags', async () => {
    const newest = call([{ commitment: 'confirmed' }], 10n);
    expect(await rewriteEpochInfo(EPOCH, newest)).toMatchObject({
      absoluteSlot: 120n,
      blockHeight: 90n,
    });
  });

  it('leaves the newest and what it does not know alone', async () => {
    expect(await rewriteEpochInfo(EPOCH, call([{ commitment: 'processed' }]))).toBe(EPOCH);
    expect(await rewriteEpochInfo(null, call([]))).toBeNull();
    const odd = { absoluteSlot: 'x' };
    expect(await rewriteEpochInfo(odd, call([]))).toBe(odd);
  });
});

describe('rewriteLatestBlockhash', () => {
  it('tells the blockhash of the final block with its own lifetime', async () => {
    expect(await rewriteLatestBlockhash(LATEST, call([]))).toEqual({
      context: { apiVersion: '4.1.2', slot: 99n },
      value: { blockhash: surfnetBlockhash(68n), lastValidBlockHeight: 219n },
    });
  });

  it('begins with the first blockhash while nothing is final', async () => {
    const young = { ...call([]), chain: createFakeReader({ processed: 33n, finalized: 2n }) };
    const newest = {
      context: { slot: 33n },
      value: { blockhash: surfnetBlockhash(2n), lastValidBlockHeight: 153n },
    };
    expect(await rewriteLatestBlockhash(newest, young)).toMatchObject({
      value: { blockhash: surfnetBlockhash(0n), lastValidBlockHeight: 151n },
    });
  });

  it('leaves alone what it cannot tell an older one from', async () => {
    const other = { ...LATEST, value: { ...LATEST.value, blockhash: '1111' } };
    expect(await rewriteLatestBlockhash(other, call([]))).toBe(other);
    expect(await rewriteLatestBlockhash(null, call([]))).toBeNull();
    const bare = { context: {}, value: null };
    expect(await rewriteLatestBlockhash(bare, call([]))).toBe(bare);
  });
});

describe('rewriteBlockhashValidity', () => {
  const answer = (value: boolean, slot = 130n) => ({ context: { slot }, value });
  const judge = (index: bigint, options: { value: boolean; slot?: bigint; lagSlots?: bigint }) =>
    rewriteBlockhashValidity(
      answer(options.value, options.slot),
      call([surfnetBlockhash(index), { commitment: 'confirmed' }], options.lagSlots),
    );

  it('does not know a blockhash yet that is newer than the block asked for', async () => {
    expect(await judge(99n, { value: true, lagSlots: 1n })).toEqual(answer(false, 129n));
    expect(await judge(98n, { value: true, lagSlots: 1n })).toEqual(answer(true, 129n));
    const final = call([surfnetBlockhash(69n)]);
    expect(await rewriteBlockhashValidity(answer(true, 99n), final)).toEqual(answer(false, 99n));
  });

  it('keeps a blockhash alive until the block asked for is past its life', async () => {
    const late = createFakeReader({ processed: 330n, finalized: 299n, gap: 30n });
    const final = { ...call([surfnetBlockhash(149n)]), chain: late };
    expect(await rewriteBlockhashValidity(answer(false, 299n), final)).toEqual(answer(true, 299n));
    const older = { ...final, params: [surfnetBlockhash(118n)] };
    expect(await rewriteBlockhashValidity(answer(false, 299n), older)).toEqual(answer(false, 299n));
  });

  it('does not revive a blockhash that was lost with its block', async () => {
    expect(await judge(50n, { value: false, lagSlots: 1n })).toEqual(answer(false, 129n));
  });

  it('leaves the newest and what it does not know alone', async () => {
    const given = answer(true);
    const newest = call([surfnetBlockhash(99n), { commitment: 'processed' }]);
    expect(await rewriteBlockhashValidity(given, newest)).toBe(given);
    expect(await rewriteBlockhashValidity(given, call(['1111']))).toBe(given);
    const odd = { context: null, value: true };
    expect(await rewriteBlockhashValidity(odd, call([surfnetBlockhash(1n)]))).toBe(odd);
  });
});
