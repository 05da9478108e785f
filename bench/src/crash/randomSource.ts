import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Choices that follow from a seed. */
export interface RandomSource {
  /** A whole number, both bounds included. */
  between(minimum: number, maximum: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

/** Spreads neighbouring streams apart: odd, so that no two of them fall together. */
const STREAM_STEP = 0x9e3779b1;

/** Makes a source; equal seeds and streams choose equally. */
export function createRandomSource(seed: number, stream: number): RandomSource {
  const generator = xoroshiro128plus((seed ^ Math.imul(stream + 1, STREAM_STEP)) | 0);
  // The first numbers of close seeds resemble each other.
  uniformFloat64(generator);
  uniformFloat64(generator);
  const between = (minimum: number, maximum: number): number =>
    minimum + Math.floor(uniformFloat64(generator) * (maximum - minimum + 1));
  return {
    between,
    chance: (probability) => uniformFloat64(generator) < probability,
    pick: (items) => {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new RangeError('there is nothing to pick from');
      return item;
    },
  };
}
