import { fault } from '@quantbot/core';

import type { Gate, QuoteFacts } from './gate.ts';

/** What a day has lost when positions count for what they are worth, or why nobody can tell. */
export type MarkedLoss =
  | {
      readonly kind: 'loss';
      /** Realised today, and what open trades may lose. */
      readonly lossLamports: bigint;
      /** What positions are worth less than they cost; those that are worth more count for nothing. */
      readonly markedLamports: bigint;
      /** Fees that this trade may pay. */
      readonly feeLamports: bigint;
    }
  | { readonly kind: 'none'; readonly mint: string; readonly reason: string };

/** What a day may lose, positions included. */
export const markedLossGate: Gate<QuoteFacts> = {
  name: 'markedLoss',
  stage: 'quote',
  appliesTo: 'buy',
  codes: ['RISK__DAILY_LOSS_EXCEEDS_MAXIMUM', 'RISK__SECOND_PRICE_UNAVAILABLE'],
  settings: ['dailyLossMarkToMarket', 'dailyLossLamportsMax', 'marketData (in code)'],
  unit: 'lamports a day',
  fallback: 'off',
  rule:
    'As `dailyLoss`, and what positions are worth less than they cost by `MarketDataPort` counts ' +
    'as lost. A position without a fresh price denies.',
  judge: ({ markedLoss, mint }, { dailyLossMarkToMarket, dailyLossLamportsMax }) => {
    if (!dailyLossMarkToMarket || dailyLossLamportsMax === undefined) return undefined;
    if (markedLoss === undefined) {
      const reason = 'nobody asked it';
      return fault('RISK__SECOND_PRICE_UNAVAILABLE', { mint: mint.mint, reason });
    }
    if (markedLoss.kind === 'none') {
      return fault('RISK__SECOND_PRICE_UNAVAILABLE', {
        mint: markedLoss.mint,
        reason: markedLoss.reason,
      });
    }
    const lossLamports = markedLoss.lossLamports + markedLoss.markedLamports;
    const { feeLamports: lamports } = markedLoss;
    return lossLamports + lamports > dailyLossLamportsMax
      ? fault('RISK__DAILY_LOSS_EXCEEDS_MAXIMUM', { lossLamports, lamports, dailyLossLamportsMax })
      : undefined;
  },
};
