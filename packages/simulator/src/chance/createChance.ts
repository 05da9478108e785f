import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Decisions that a seed repeats. */
export interface Chance {
  /** A number at least 0 and below 1. */
  readonly next: () => number;
  /** True in this share of draws. */
  readonly happens: (probability: number) => boolean;
  /** A whole number from `least` to `most`, both included. */
  readonly between: (least: number, most: number) => number;
  /** One of a list that is not empty. */
  readonly pick: <Item>(list: readonly Item[]) => Item;
}

/** Spreads neighbouring seeds and streams apart: odd, so that no two of them fall together. */
const STREAM_STEP = 0x9e3779b1;
const SEED_STEP = 0x85ebca6b;

/**
 * Makes a source of decisions. Each part of a simulation has its own stream, so that one more
 * decision of one part does not change those of another.
 */
export function createChance(seed: number, stream: number): Chance {
  const mixed = Math.imul(seed | 0, SEED_STEP) ^ Math.imul(stream + 1, STREAM_STEP);
  const generator = xoroshiro128plus(mixed | 0);
  // The first numbers of close seeds resemble each other.
  uniformFloat64(generator);
  uniformFloat64(generator);
  const next = (): number => uniformFloat64(generator);
  return {
    next,
    happens: (probability) => next() < probability,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: (list) => {
      if (list.length === 0) throw new RangeError('there is nothing to pick from');
      return list[Math.floor(next() * list.length)] as (typeof list)[number];
    },
  };
}
