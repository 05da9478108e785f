import { fault } from '@quantbot/core';

import type { AdmissionGate } from './gate.ts';

/** Tokens that may be bought at all. */
export const tokenListGate: AdmissionGate = {
  name: 'tokenList',
  stage: 'claim',
  appliesTo: 'buy',
  isAskedAgain: true,
  codes: ['RISK__TOKEN_DENIED', 'RISK__TOKEN_NOT_ALLOWED'],
  settings: ['tokensDenied', 'tokensAllowed'],
  unit: 'mint addresses',
  fallback: 'no lists',
  rule: 'The token is in `tokensDenied`, or `tokensAllowed` is set and lacks it.',
  judge: ({ request: { tokenAddress: mint } }, { tokensDenied, tokensAllowed }) => {
    if (tokensDenied?.includes(mint) === true) return fault('RISK__TOKEN_DENIED', { mint });
    if (tokensAllowed === undefined || tokensAllowed.includes(mint)) return undefined;
    return fault('RISK__TOKEN_NOT_ALLOWED', { mint, tokensAllowed: tokensAllowed.length });
  },
};
