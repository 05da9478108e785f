import { distance } from 'fastest-levenshtein';

const COUNT_MAX = 5;

/**
 * Finds what somebody may have meant: texts that hold what was typed, then those that differ in few
 * letters.
 *
 * @returns at most five, the likeliest first.
 */
export function nearestTexts(typed: string, known: readonly string[]): readonly string[] {
  if (typed === '') return [];
  return known
    .map((text) => ({ text, far: text.includes(typed) ? 0 : distance(typed, text) }))
    .filter(({ text, far }) => far <= Math.max(typed.length, text.length) / 2)
    .toSorted((one, other) => one.far - other.far || (one.text < other.text ? -1 : 1))
    .slice(0, COUNT_MAX)
    .map(({ text }) => text);
}
