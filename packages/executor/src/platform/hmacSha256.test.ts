import { expect, it } from 'vitest';

import { hmacSha256 } from './hmacSha256.ts';

it('is the code of RFC 4231, test case 2', () => {
  const code = hmacSha256(Buffer.from('Jefe'), 'what do ya want for nothing?');
  expect(Buffer.from(code).toString('hex')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});
