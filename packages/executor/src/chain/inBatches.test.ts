import { describe, expect, it } from 'vitest';

import { inBatches } from './inBatches.ts';

const items = Array.from({ length: 10 }, (_, index) => index);

describe('inBatches', () => {
  it('works on every item once, in batches of the size', async () => {
    const batches: Array<readonly number[]> = [];
    await inBatches({ items, size: 4, atOnce: 2 }, async (batch) => {
      batches.push(batch);
    });
    expect(batches).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
  });

  it('never works on more batches at once than it may', async () => {
    let working = 0;
    let most = 0;
    await inBatches({ items, size: 1, atOnce: 3 }, async () => {
      working += 1;
      most = Math.max(most, working);
      await Promise.resolve();
      await Promise.resolve();
      working -= 1;
    });
    expect([most, working]).toEqual([3, 0]);
  });

  it('has nothing to do without items, and rejects with what went wrong', async () => {
    await inBatches({ items: [], size: 4, atOnce: 2 }, async () => {
      throw new Error('unused');
    });
    const broken = inBatches({ items, size: 4, atOnce: 2 }, async ([first]) => {
      if (first === 4) throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
  });
});
