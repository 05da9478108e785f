import { describe, expect, it } from 'vitest';

import { toJson } from './json.ts';

describe('toJson', () => {
  it('writes one line, and big integers as decimal text', () => {
    expect(toJson({ lamports: 18_446_744_073_709_551_615n, nested: [1n, 'a', null] })).toBe(
      '{"lamports":"18446744073709551615","nested":["1","a",null]}',
    );
  });
});
