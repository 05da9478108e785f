import { fault } from '@quantbot/core';

import type { Gate, QuoteFacts } from './gate.ts';

/** What the issuer of a token could do to whoever holds it. */
export const tokenSafetyGate: Gate<QuoteFacts> = {
  name: 'tokenSafety',
  stage: 'quote',
  appliesTo: 'buy',
  codes: ['RISK__TOKEN_UNSAFE'],
  settings: ['tokenSafety', 'trustedTokens', 'transferFeeBpsMax'],
  unit: 'powers over the token; basis points',
  fallback: 'on; no trusted tokens; no transfer fee',
  rule:
    'Somebody can mint more of the token or freeze it, or it is a Token-2022 mint with a ' +
    'permanent delegate, a close authority, a transfer hook, accounts frozen from the start, a ' +
    'pause, confidential fees or amounts, transfers that are forbidden, a transfer fee above ' +
    '`transferFeeBpsMax` or one that can be raised, or an extension that is not known.',
  judge: ({ mint: { mint, risks, transferFeeBps } }, limits) => {
    if (!limits.tokenSafety || limits.trustedTokens.includes(mint)) return undefined;
    const { transferFeeBpsMax } = limits;
    const fee =
      transferFeeBps > transferFeeBpsMax
        ? [
            `its transfer fee of ${transferFeeBps} bps is above transferFeeBpsMax ${transferFeeBpsMax}`,
          ]
        : [];
    const findings = [...risks, ...fee];
    return findings.length > 0 ? fault('RISK__TOKEN_UNSAFE', { mint, findings }) : undefined;
  },
};
