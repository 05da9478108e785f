import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws numbers from 0, included, to 1, excluded; the same ones for the same seed and stream. */
export type SeededChoice = () => number;

/** Spreads neighbouring seeds and streams apart: odd, so that no two of them fall together. */
const STREAM_STEP = 0x9e3779b1;

/**
 * Creates a source of decisions. Every rule has its own stream, so that the decisions of one do not
 * depend on how often another was asked.
 */
export function createSeededChoice(seed: number, stream: number): SeededChoice {
  const generator = xoroshiro128plus((seed ^ Math.imul(stream + 1, STREAM_STEP)) | 0);
  // The first numbers of close seeds resemble each other.
  uniformFloat64(generator);
  uniformFloat64(generator);
  return () => uniformFloat64(generator);
}
