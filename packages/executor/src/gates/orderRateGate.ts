import { fault } from '@quantbot/core';

import type { AdmissionGate } from './gate.ts';

/** How fast trades may begin. */
export const orderRateGate: AdmissionGate = {
  name: 'orderRate',
  stage: 'claim',
  appliesTo: 'both',
  isAskedAgain: false,
  codes: ['RISK__ORDER_RATE_EXCEEDS_MAXIMUM'],
  settings: ['ordersMax', 'orderWindowMs'],
  unit: 'trades in a window',
  fallback: 'no limit; a window of 60 000 ms',
  rule: 'So many trades of the wallet were let through in the window that ends now.',
  judge: ({ snapshot: { ordersInWindow: orders } }, { ordersMax, orderWindowMs }) =>
    ordersMax !== undefined && orders >= ordersMax
      ? fault('RISK__ORDER_RATE_EXCEEDS_MAXIMUM', { orders, orderWindowMs, ordersMax })
      : undefined,
};
