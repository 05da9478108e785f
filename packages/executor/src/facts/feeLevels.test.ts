import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createNodePool } from '../chain/nodePool.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createFeeLevels } from './feeLevels.ts';

function setUp(fees: readonly bigint[] | Error) {
  const platform = createFakePlatform();
  const asked: Array<readonly string[]> = [];
  const node = createFakeChainNode({
    recentFees: async (accounts) => {
      asked.push(accounts);
      if (fees instanceof Error) throw fees;
      return fees.map((microLamportsPerComputeUnit, index) => ({
        slot: BigInt(index),
        microLamportsPerComputeUnit,
      }));
    },
  });
  return { platform, asked, levels: createFeeLevels(createNodePool([node]), platform) };
}

describe('priceFor', () => {
  it.each([
    [[], 1_000n],
    [[999n], 1_000n],
    [[5_000n], 5_000n],
    [[4_000n, 1_000n, 3_000n, 2_000n], 3_000n],
    [[10n ** 15n, 2_000n, 2_000n, 2_000n], 2_000n],
    [[0n, 0n, 0n, 9_000n], 1_000n],
    [[5n, 4n, 3n, 2n, 10_000n], 1_000n],
  ])('of the recent fees %s is %s', async (fees, price) => {
    const { levels } = setUp(fees);
    expect(await levels.priceFor('mint')).toBe(price);
  });

  it('for all fees, three quarters of them are at or below it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.bigInt(1_000n, 10n ** 12n), { minLength: 1 }), async (fees) => {
        const price = await setUp(fees).levels.priceFor('mint');
        const covered = fees.filter((fee) => fee <= price).length;
        expect(covered * 4).toBeGreaterThanOrEqual(fees.length * 3);
        expect(fees).toContain(price);
      }),
    );
  });

  it('is the floor when no node answers: a fee level stops no trade', async () => {
    expect(await setUp(new Error('down')).levels.priceFor('mint')).toBe(1_000n);
  });

  it('goes by what landed anywhere, then by the accounts the last trade wrote', async () => {
    const { levels, asked } = setUp([5_000n]);
    await levels.priceFor('mint');
    levels.remember('mint', ['pool', 'vault']);
    await levels.priceFor('mint');
    await levels.priceFor('other');
    expect(asked).toEqual([[], ['pool', 'vault']]);
  });

  it('asks about at most 128 accounts', async () => {
    const { levels, asked } = setUp([5_000n]);
    levels.remember(
      'mint',
      Array.from({ length: 200 }, (_, index) => `account-${index}`),
    );
    await levels.priceFor('mint');
    expect(asked.map((accounts) => accounts.length)).toEqual([128]);
  });

  it('asks about the newest accounts when the level is refreshed', async () => {
    const { levels, asked, platform } = setUp([5_000n]);
    levels.remember('mint', ['old']);
    await levels.priceFor('mint');
    levels.remember('mint', ['new']);
    await platform.advance(5_000);
    await levels.priceFor('mint');
    expect(asked).toEqual([['old'], ['new']]);
  });

  it('stays bounded over any number of mints', async () => {
    const { levels } = setUp([5_000n]);
    for (let index = 0; index < 1_100; index += 1) {
      levels.remember(`mint-${index}`, ['account']);
      expect(await levels.priceFor(`mint-${index}`)).toBe(5_000n);
    }
  });
});
