import { expect, it } from 'vitest';

import { createTraceDigest } from './traceDigest.ts';

function digestOf(...lines: string[]): string {
  const digest = createTraceDigest();
  for (const line of lines) digest.add(line);
  return digest.text();
}

it('knows what happened and in which order', () => {
  // Published test vectors of FNV-1a, 32 bits.
  expect([digestOf(), digestOf('a'), digestOf('foobar')]).toEqual([
    '811c9dc5',
    'e40c292c',
    'bf9cf968',
  ]);
  expect(digestOf('a', 'b')).toBe(digestOf('a', 'b'));
  expect(digestOf('a', 'b')).not.toBe(digestOf('b', 'a'));
});
