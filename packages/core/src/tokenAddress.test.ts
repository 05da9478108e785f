import { describe, expect, it } from 'vitest';

import { createTokenAddress } from './tokenAddress.ts';

describe('createTokenAddress', () => {
  it('keeps the text and its case', () => {
    const text = 'So11111111111111111111111111111111111111112';
    expect(createTokenAddress(text)).toBe(text);
  });

  it('checks the length alone, as callers rely on', () => {
    expect(createTokenAddress('0'.repeat(32))).toBe('0'.repeat(32));
    expect(createTokenAddress('0'.repeat(44))).toBe('0'.repeat(44));
  });

  it.each([0, 31, 45])('refuses %d characters', (length) => {
    expect(() => createTokenAddress('1'.repeat(length))).toThrow(
      `A mint address has 32 to 44 characters; "${'1'.repeat(length)}" has ${length}.`,
    );
  });
});
