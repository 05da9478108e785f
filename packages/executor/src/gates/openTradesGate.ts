import { fault } from '@quantbot/core';

import type { AdmissionGate } from './gate.ts';

/** Trades in flight at the same time. */
export const openTradesGate: AdmissionGate = {
  name: 'openTrades',
  stage: 'claim',
  appliesTo: 'both',
  isAskedAgain: false,
  codes: ['RISK__OPEN_TRADES_EXCEED_MAXIMUM'],
  settings: ['openTradesMax'],
  unit: 'trades',
  fallback: 'none; live trading needs it',
  rule: 'So many trades of the wallet may still move money already.',
  judge: ({ snapshot: { openTrades } }, { openTradesMax }) =>
    openTrades >= openTradesMax
      ? fault('RISK__OPEN_TRADES_EXCEED_MAXIMUM', { openTrades, openTradesMax })
      : undefined,
};
