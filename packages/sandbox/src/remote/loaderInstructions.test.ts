import { address } from '@solana/kit';
import { expect, it } from 'vitest';

import {
  closeProgramInstruction,
  deployInstruction,
  initializeBufferInstruction,
  writeBufferInstruction,
} from './loaderInstructions.ts';

const ONE = address('76PG3z9Nw6LiNnAvSAgCkVvgr9a97HgHdUSDEpov1Q7G');
const TWO = address('FVen3X669xLzsi6N2V91DoiyzHzg1uAgqiT8jZ9nS96Z');
const hex = (data: { data?: unknown }): string =>
  Buffer.from(data.data as Uint8Array).toString('hex');

it('writes the loader’s numbers in its byte order', () => {
  expect(hex(initializeBufferInstruction(ONE, TWO))).toBe('00000000');
  const write = { buffer: ONE, authority: TWO, offset: 900, bytes: Uint8Array.of(1, 2, 3) };
  expect(hex(writeBufferInstruction(write))).toBe('01000000840300000300000000000000010203');
  const deploy = { payer: ONE, programData: TWO, program: ONE, buffer: TWO, bytesMax: 258 };
  expect(hex(deployInstruction(deploy))).toBe('020000000201000000000000');
  expect(hex(closeProgramInstruction({ programData: ONE, program: TWO, authority: ONE }))).toBe(
    '05000000',
  );
});
