import { createHash } from 'node:crypto';

/** Variable that has every property draw other cases: a number, or `fresh` for others each time. */
export const PROPERTY_SEED_VARIABLE = 'PROPERTY_SEED';

const SEED_DEFAULT = 1;
const SEED_MAX = 2 ** 31 - 1;

/**
 * The seed that the properties of a test file draw their cases from. Files differ, so that the
 * same property in two of them sees other cases. Without the variable a commit passes or fails,
 * whoever runs it.
 *
 * @param path - the test file, relative to the repository
 * @param wanted - what the variable says
 * @param draw - draws a whole number below its argument, for `fresh`
 * @throws Error when the variable says neither
 */
export function propertySeed(
  path: string,
  wanted: string | undefined,
  draw: (bound: number) => number,
): number {
  if (wanted === 'fresh') return draw(SEED_MAX);
  const seed = wanted === undefined ? SEED_DEFAULT : Number(wanted);
  if (!Number.isSafeInteger(seed) || wanted?.trim() === '') {
    throw new Error(
      `${PROPERTY_SEED_VARIABLE} is "${wanted}"; it has to be a whole number, or "fresh". ` +
        'Leave it out to draw the same cases each time.',
    );
  }
  const hash = createHash('sha256').update(`${seed}\n${path}`).digest();
  return hash.readUInt32BE(0) % SEED_MAX;
}
