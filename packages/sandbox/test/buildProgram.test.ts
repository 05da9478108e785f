import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  buildProgram,
  findClangMajorVersion,
  PROGRAM_CLANG_MAJOR_VERSION,
  PROGRAM_NAMES,
} from '../program/buildProgram.ts';
import { readObjectFile } from '../program/readObjectFile.ts';

const clangVersion = findClangMajorVersion();

describe.each(PROGRAM_NAMES)('committed program %s', (name) => {
  const committed = join(import.meta.dirname, `../program/${name}.so`);

  it('is what its source compiles to', ({ skip }) => {
    if (clangVersion !== PROGRAM_CLANG_MAJOR_VERSION) {
      skip(
        `${name}.so was built by clang ${PROGRAM_CLANG_MAJOR_VERSION}, this machine has ` +
          `${clangVersion ?? 'none'}: its bytes cannot be compared`,
      );
    }
    expect(Buffer.from(buildProgram(name)).equals(readFileSync(committed))).toBe(true);
  });

  it('is a BPF shared object with an entry point in its code', () => {
    const file = readFileSync(committed);
    expect(file.subarray(0, 4).toString('latin1')).toBe('\u007fELF');
    expect(file.readUInt16LE(18)).toBe(247);
    const codeOffset = Number(file.readBigUInt64LE(64 + 8));
    expect(Number(file.readBigUInt64LE(24))).toBe(codeOffset);
  });
});

describe('readObjectFile', () => {
  it('refuses a file that is not a BPF object', () => {
    expect(() => readObjectFile(new Uint8Array(128))).toThrow(
      'The object has no section .symtab; compile it with clang',
    );
  });
});
