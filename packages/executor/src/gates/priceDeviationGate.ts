import { fault, formatUnits, LAMPORTS_PER_SOL } from '@quantbot/core';

import type { Gate, QuoteFacts } from './gate.ts';

const BPS = 10_000;

/** How much worse a quote may be than a second source says. */
export const priceDeviationGate: Gate<QuoteFacts> = {
  name: 'priceDeviation',
  stage: 'quote',
  appliesTo: 'buy',
  codes: ['RISK__PRICE_DEVIATES', 'RISK__SECOND_PRICE_UNAVAILABLE'],
  settings: ['priceDeviationBpsMax', 'priceAgeMsMax', 'marketData (in code)'],
  unit: 'basis points',
  fallback: 'no limit; prices up to 60 000 ms old',
  rule:
    'The quoted price is worse than the one of `MarketDataPort` by more, or there is none that ' +
    'is fresh.',
  judge: (facts, { priceDeviationBpsMax }) => {
    if (priceDeviationBpsMax === undefined) return undefined;
    const { mint, secondPrice = { kind: 'none', reason: 'nobody asked it' } as const } = facts;
    if (secondPrice.kind === 'none') {
      const { reason } = secondPrice;
      return fault('RISK__SECOND_PRICE_UNAVAILABLE', { mint: mint.mint, reason });
    }
    const deviationBps = deviationOf(facts, secondPrice.solPerToken);
    // Written so that a figure that is no number denies as well.
    return deviationBps <= priceDeviationBpsMax
      ? undefined
      : fault('RISK__PRICE_DEVIATES', { deviationBps, priceDeviationBpsMax });
  },
};

/** Basis points by which the quote is worse for us, rounded up; below 0 when it is better. */
function deviationOf(
  { side, lamports, tokenUnits, mint }: QuoteFacts,
  solPerToken: number,
): number {
  const tokens = Number(formatUnits(tokenUnits, mint.decimals));
  const quoted = Number(lamports) / Number(LAMPORTS_PER_SOL) / tokens;
  const worse = side === 'buy' ? quoted / solPerToken - 1 : 1 - quoted / solPerToken;
  // What floating point adds to an exact ratio must not make a basis point of it.
  return Math.ceil(Number((worse * BPS).toFixed(6)));
}
