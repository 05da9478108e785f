import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { linkProgram } from './linkProgram.ts';

/** Names of the programs; source and compiled program lie beside this file under them. */
export const PROGRAM_NAMES = ['amm', 'twoFaced'] as const;

/**
 * Major version of clang that compiled the committed programs. Another version may choose other
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
 * Compiles and links a program.
 *
 * @returns the bytes that belong into its `.so` file
 * @throws Error when clang is absent, or refuses the source
 */
export function buildProgram(name: (typeof PROGRAM_NAMES)[number]): Uint8Array {
  const directory = mkdtempSync(join(tmpdir(), 'quantbot-program-'));
  try {
    const objectPath = join(directory, `${name}.o`);
    const sourceDirectory = import.meta.dirname;
    execFileSync('clang', [...COMPILER_ARGUMENTS, `${name}.c`, '-o', objectPath], {
      cwd: sourceDirectory,
      stdio: 'pipe',
    });
    return linkProgram(readFileSync(objectPath));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  for (const name of PROGRAM_NAMES) {
    writeFileSync(join(import.meta.dirname, `${name}.so`), buildProgram(name));
  }
}
