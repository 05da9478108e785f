import { fault } from '@quantbot/core';

import type { Gate, QuoteFacts } from './gate.ts';

/** How far a trade may move the price against itself. */
export const priceImpactGate: Gate<QuoteFacts> = {
  name: 'priceImpact',
  stage: 'quote',
  appliesTo: 'buy',
  codes: ['RISK__PRICE_IMPACT_EXCEEDS_MAXIMUM', 'RISK__PRICE_IMPACT_UNKNOWN'],
  settings: ['priceImpactBpsMax'],
  unit: 'basis points',
  fallback: 'no limit',
  rule: 'The venue says that the trade moves the price by more, or does not say.',
  judge: ({ venue, priceImpactBps }, { priceImpactBpsMax }) => {
    if (priceImpactBpsMax === undefined) return undefined;
    if (priceImpactBps === undefined || !Number.isFinite(priceImpactBps)) {
      return fault('RISK__PRICE_IMPACT_UNKNOWN', { venue, priceImpactBpsMax });
    }
    return priceImpactBps > priceImpactBpsMax
      ? fault('RISK__PRICE_IMPACT_EXCEEDS_MAXIMUM', { priceImpactBps, priceImpactBpsMax })
      : undefined;
  },
};
