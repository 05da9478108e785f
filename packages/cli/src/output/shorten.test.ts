import { describe, expect, it } from 'vitest';

import { SIGNATURE } from '../testing/records.ts';
import { shorten } from './shorten.ts';

describe('shorten', () => {
  it('keeps both ends', () => {
    expect(shorten(SIGNATURE)).toBe('3i4eytT9…8hJ6ZQLK');
  });

  it('leaves alone what is short already', () => {
    expect(shorten('')).toBe('');
    expect(shorten('12345678901234567')).toBe('12345678901234567');
    expect(shorten('abcdefgh12ijklmnop')).toBe('abcdefgh…ijklmnop');
  });
});
