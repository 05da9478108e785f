import { fault } from '@quantbot/core';

import type { AdmissionGate } from './gate.ts';

/** Size of one buy. */
export const tradeSizeGate: AdmissionGate = {
  name: 'tradeSize',
  stage: 'claim',
  appliesTo: 'buy',
  isAskedAgain: true,
  codes: ['RISK__TRADE_EXCEEDS_MAXIMUM'],
  settings: ['tradeLamportsMax'],
  unit: 'lamports',
  fallback: 'none; live trading needs it',
  rule: 'A buy would put more than this into the swap. Costs come on top.',
  judge: ({ reserved: { amountLamports: lamports } }, { tradeLamportsMax }) =>
    lamports > tradeLamportsMax
      ? fault('RISK__TRADE_EXCEEDS_MAXIMUM', { lamports, tradeLamportsMax })
      : undefined,
};
