import { describe, expect, it } from 'vitest';

import { plausibleLife, type ShownHeight } from './plausibleLife.ts';

const SLOT = 250_000_000n;
const HEIGHT = 228_000_000n;

function life(
  claimed: bigint,
  heights: readonly ShownHeight[],
  slotGapMin = 0n,
): ReturnType<typeof plausibleLife> {
  const blockhash = { operator: 'one', slot: SLOT, lastValidBlockHeight: claimed + 150n };
  return plausibleLife({ blockhash, heights, slotGapMin });
}

const one = (height: bigint): ShownHeight => ({ operator: 'one', height, slot: SLOT });
const two = (height: bigint): ShownHeight => ({ operator: 'two', height, slot: SLOT });
const three = (height: bigint): ShownHeight => ({ operator: 'three', height, slot: SLOT });

describe('plausibleLife', () => {
  it('keeps everything that may be true, however far a node lags', () => {
    expect(life(HEIGHT, [one(HEIGHT), two(HEIGHT - 900_000n), three(HEIGHT - 5n)])).toMatchObject({
      claimedLastHeight: HEIGHT + 150n,
      heights: [HEIGHT, HEIGHT - 900_000n, HEIGHT - 5n],
      spreadBlocks: 5n,
      operators: 3,
    });
  });

  it('leaves out a slot in the place of a height where the chain tells them apart', () => {
    const mainnet = 10_000_000n;
    expect(life(HEIGHT, [one(HEIGHT), two(SLOT)], mainnet)).toMatchObject({
      claimedLastHeight: HEIGHT + 150n,
      heights: [HEIGHT],
      spreadBlocks: 0n,
    });
    expect(life(SLOT, [one(SLOT), two(HEIGHT)], mainnet)).toMatchObject({
      claimedLastHeight: undefined,
      heights: [HEIGHT],
      spreadBlocks: 0n,
    });
  });

  it('leaves out what one of three operators shows beyond all lag', () => {
    expect(life(SLOT, [one(SLOT), two(HEIGHT), three(HEIGHT - 20n)])).toMatchObject({
      claimedLastHeight: undefined,
      heights: [HEIGHT, HEIGHT - 20n],
      spreadBlocks: 20n,
    });
    expect(life(HEIGHT, [one(HEIGHT), two(SLOT), three(HEIGHT)]).heights).toEqual([HEIGHT, HEIGHT]);
  });

  it('keeps the plausible heights of an operator whose other node is mistaken', () => {
    const shown = [one(HEIGHT), two(SLOT), two(HEIGHT + 3n), three(HEIGHT)];
    expect(life(HEIGHT, shown).heights).toEqual([HEIGHT, HEIGHT + 3n, HEIGHT]);
  });

  it('keeps the highest of two operators: which one lies nobody can say, and higher is safe', () => {
    const { heights, spreadBlocks } = life(HEIGHT, [one(HEIGHT), two(SLOT)]);
    expect([heights, spreadBlocks]).toEqual([[HEIGHT, SLOT], SLOT - HEIGHT]);
  });

  it('tells heights from slots by the slot that the same node shows', () => {
    const shown = [{ ...two(HEIGHT), slot: SLOT + 5n }, three(HEIGHT)];
    const blockhash = { operator: 'one', slot: 1n, lastValidBlockHeight: 150n };
    const found = plausibleLife({ blockhash, heights: shown, slotGapMin: 10_000_000n });
    expect(found).toMatchObject({ claimedLastHeight: undefined, heights: [HEIGHT, HEIGHT] });
  });

  it('keeps the highest where the others do not agree', () => {
    const shown = [two(HEIGHT - 3_000_000n), three(HEIGHT - 1_500_000n)];
    expect(life(HEIGHT, shown).claimedLastHeight).toBe(HEIGHT + 150n);
  });
});
