import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { programPath } from './programPath.ts';

const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);

it.each(['amm', 'twoFaced'] as const)('finds the compiled program %s', (name) => {
  expect(readFileSync(programPath(name)).subarray(0, ELF.length)).toEqual(ELF);
});
