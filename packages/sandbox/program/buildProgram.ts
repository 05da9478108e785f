import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { linkProgram } from './linkProgram.ts';

/**
 * Major version of clang that compiled the committed `amm.so`. Another version may choose other
 * instructions for the same source, so the bytes are comparable under this one only.
 */
export const PROGRAM_CLANG_MAJOR_VERSION = 14;

const COMPILER_ARGUMENTS = [
  '-target',
  'bpf',
  '-mcpu=v1',
  '-O2',
  '-ffreestanding',
  '-fno-builtin',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-c',
];

/** Tells the major version of the installed clang, or `undefined` when there is none. */
export function findClangMajorVersion(): number | undefined {
  try {
    const output = execFileSync('clang', ['--version'], { encoding: 'utf8' });
    const major = /clang version (\d+)\./.exec(output)?.[1];
    return major === undefined ? undefined : Number(major);
  } catch {
    return undefined;
  }
}

/**
 * Compiles and links the swap program.
 *
 * @returns the bytes that belong into `amm.so`
 * @throws Error when clang is absent, or refuses the source
 */
export function buildProgram(): Uint8Array {
  const directory = mkdtempSync(join(tmpdir(), 'quantbot-program-'));
  try {
    const objectPath = join(directory, 'amm.o');
    const sourceDirectory = import.meta.dirname;
    execFileSync('clang', [...COMPILER_ARGUMENTS, 'amm.c', '-o', objectPath], {
      cwd: sourceDirectory,
      stdio: 'pipe',
    });
    return linkProgram(readFileSync(objectPath));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, 'amm.so'), buildProgram());
