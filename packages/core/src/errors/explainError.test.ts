import { describe, expect, it } from 'vitest';

import { ERROR_CODES } from './errorCatalogue.ts';
import { explainError } from './explainError.ts';

describe('explainError', () => {
  it('tells everything about a code', () => {
    expect(explainError('PRICE__MOVED')).toMatchObject({
      code: 'PRICE__MOVED',
      outcome: 'failed',
      meaning: 'Proven by the chain: no position was moved; fees may have been paid.',
      message: expect.stringContaining('<quotedOut>'),
      next: expect.stringMatching(/^[A-Z].*\.$/u),
      retry: 'new-key',
      keyReusable: false,
      exitCode: 4,
    });
    expect(explainError('BREAKER__OPEN')).toMatchObject({ keyReusable: true, exitCode: 3 });
  });

  it.each(ERROR_CODES)('has no hole where a value of %s belongs', (code) => {
    expect(explainError(code).message).not.toMatch(/undefined|null|NaN|\[object/u);
  });
});
