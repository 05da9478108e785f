import { describe, expect, it } from 'vitest';

import { explainSignerError } from './explainSignerError.ts';

const SOURCE = { signer: 'vault host', packageName: '@solana/keychain-vault@0.2.1' };

function signerError(code: string, context: object = {}): Error {
  return Object.assign(new Error('SECRET words'), { name: 'SignerError', code, context });
}

describe('explainSignerError', () => {
  it.each<[string, unknown, string, string]>([
    [
      'a package that is not there',
      Object.assign(new Error('x'), { code: 'ERR_MODULE_NOT_FOUND' }),
      'SIGN__SIGNER_UNAVAILABLE',
      'the package @solana/keychain-vault@0.2.1 is not installed',
    ],
    ['no connection', new TypeError('fetch failed'), 'SIGN__SIGNER_UNAVAILABLE', 'reached'],
    ['a wrong type', new TypeError('x is undefined'), 'SIGN__ANSWER_MALFORMED', 'none'],
    ['text', 'SECRET', 'SIGN__ANSWER_MALFORMED', 'none'],
    ['nothing', undefined, 'SIGN__ANSWER_MALFORMED', 'none'],
    ['SIGNER_HTTP_ERROR', signerError('SIGNER_HTTP_ERROR'), 'SIGN__SIGNER_UNAVAILABLE', 'reached'],
    ['SIGNER_CONFIG_ERROR', signerError('SIGNER_CONFIG_ERROR'), 'SIGN__SIGNER_REFUSED', 'settings'],
    ['SIGNER_PARSING_ERROR', signerError('SIGNER_PARSING_ERROR'), 'SIGN__ANSWER_MALFORMED', 'none'],
    ['SIGNER_SIGNING_FAILED', signerError('SIGNER_SIGNING_FAILED'), 'SIGN__SIGNER_REFUSED', 'sign'],
    ['a code of later', signerError('SIGNER_NEW'), 'SIGN__ANSWER_MALFORMED', 'none'],
  ])('takes %s for what it is', (_case, cause, ...expected) => {
    const [code, reason] = expected;
    const explained = explainSignerError(cause, SOURCE);
    expect(explained.code).toBe(code);
    expect(explained.message).toContain(reason);
    expect(JSON.stringify(explained)).not.toContain('SECRET');
  });

  it.each([
    [400, 'SIGN__SIGNER_REFUSED'],
    [403, 'SIGN__SIGNER_REFUSED'],
    [408, 'SIGN__SIGNER_UNAVAILABLE'],
    [429, 'SIGN__SIGNER_UNAVAILABLE'],
    [500, 'SIGN__SIGNER_UNAVAILABLE'],
    [503, 'SIGN__SIGNER_UNAVAILABLE'],
  ])('reads HTTP %i', (status, code) => {
    const cause = signerError('SIGNER_REMOTE_API_ERROR', { status, response: 'SECRET' });
    expect(explainSignerError(cause, SOURCE)).toMatchObject({
      code,
      context: { reason: `HTTP ${status}` },
    });
  });

  it('tells an answer without a signature from a call without an answer', () => {
    const empty = signerError('SIGNER_REMOTE_API_ERROR');
    expect(explainSignerError(empty, SOURCE).code).toBe('SIGN__ANSWER_MALFORMED');
    const lost = signerError('SIGNER_REMOTE_API_ERROR', { cause: new Error('ECONNREFUSED') });
    expect(explainSignerError(lost, SOURCE).code).toBe('SIGN__SIGNER_UNAVAILABLE');
  });
});
