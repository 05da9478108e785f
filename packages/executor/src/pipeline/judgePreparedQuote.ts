import { createTokenAddress, type Fault } from '@quantbot/core';

import type { WalletFacts } from '../facts/walletView.ts';
import { WRAPPED_SOL } from '../facts/walletAccounts.ts';
import { judges } from '../gates/gate.ts';
import { judgeQuote } from '../gates/judgeQuote.ts';
import { priceDeviationGate } from '../gates/priceDeviationGate.ts';
import type { MarkedLoss } from '../gates/markedLossGate.ts';
import { askSecondPrices, type SecondPrice } from '../gates/secondPrice.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import type { SwapQuote } from '../venues/swapVenue.ts';
import type { ExecutorParts } from './executorParts.ts';

/** Asks the second source where a gate wants to know, beside the venue and not after it. */
export async function secondPriceFor(
  { config, closing }: Pick<ExecutorParts, 'config' | 'closing'>,
  { request }: TradeRecord,
): Promise<SecondPrice | undefined> {
  const { limits, marketData, platform, clock } = config;
  if (limits?.priceDeviationBpsMax === undefined || marketData === undefined) return undefined;
  if (!judges(priceDeviationGate, request.side, limits)) return undefined;
  const [price] = await askSecondPrices({
    marketData,
    platform,
    tokens: [request.tokenAddress],
    wrappedSol: createTokenAddress(WRAPPED_SOL),
    nowMs: clock.nowMs(),
    priceAgeMsMax: limits.priceAgeMsMax,
    closing,
  });
  return price;
}

/** First refusal of the gates that need chain and quote. */
export function judgePreparedQuote(
  { config }: Pick<ExecutorParts, 'config'>,
  { request }: TradeRecord,
  seen: {
    readonly facts: WalletFacts;
    readonly quote: SwapQuote;
    readonly secondPrice: SecondPrice | undefined;
    readonly markedLoss: MarkedLoss | undefined;
  },
): Fault | undefined {
  const { facts, quote, secondPrice, markedLoss } = seen;
  const isBuy = request.side === 'buy';
  return judgeQuote(
    {
      side: request.side,
      mint: facts.mint,
      venue: quote.venue,
      priceImpactBps: quote.priceImpactBps,
      lamports: isBuy ? quote.amountIn : quote.amountOut,
      tokenUnits: isBuy ? quote.amountOut : quote.amountIn,
      secondPrice,
      markedLoss,
    },
    config.limits,
  );
}
