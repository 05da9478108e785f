import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a bundle was made of: one with the same inputs is not made again. */
interface BuildStamp {
  /** Paths relative to the package. */
  readonly inputs: readonly string[];
  readonly digest: string;
}

/** A bundle, and what it is made by. */
export interface OneBuild {
  /** Folder that paths of inputs are relative to. */
  readonly root: string;
  /** Folder that the bundle takes for itself. */
  readonly output: string;
  /** File that says what it was made of. */
  readonly stamp: string;
  /** Files that decide how it comes out, besides what is bundled. */
  readonly otherInputs: readonly string[];
  /** Fills the folder, which is there and empty. @returns what was bundled */
  readonly build: () => Promise<readonly string[]>;
}

/** Makes a bundle, unless it is there and nothing it is made of has changed. */
export async function buildOnce(wanted: OneBuild): Promise<'built' | 'unchanged'> {
  const { root, output, stamp, otherInputs, build } = wanted;
  if (isFresh(wanted)) return 'unchanged';
  // First: a build that fails half-way must not be taken for the one before it.
  rmSync(stamp, { force: true });
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const inputs = [...new Set([...(await build()), ...otherInputs])].toSorted();
  const made: BuildStamp = { inputs, digest: digestOf(root, inputs) };
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, `${JSON.stringify(made, undefined, 2)}\n`);
  return 'built';
}

function isFresh({ root, output, stamp }: OneBuild): boolean {
  if (!existsSync(stamp) || !existsSync(output)) return false;
  const { inputs, digest } = JSON.parse(readFileSync(stamp, 'utf8')) as BuildStamp;
  return digestOf(root, inputs) === digest;
}

function digestOf(root: string, inputs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const path = join(root, input);
    hash.update(`${input}\0`);
    hash.update(existsSync(path) ? readFileSync(path) : 'gone');
  }
  return hash.digest('hex');
}
