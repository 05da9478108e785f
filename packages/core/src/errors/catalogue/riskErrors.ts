import { defineErrors } from '../defineErrors.ts';

/** Refusals of the risk gates (docs/risk.md): nothing was signed, nothing was sent. */
export const riskErrors = defineErrors({
  RISK__PROGRAM_CHANGED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { program: string; pinned: string; found: string }) =>
      `The swap program ${context.program} is not the one that was pinned (${context.pinned}): the ` +
      `chain runs another deployment (${context.found}). Nothing is signed.`,
    action:
      'Run quantbot programs list, find out who deployed it and what it does now. Then run quantbot ' +
      'programs acknowledge with its slot, or ' +
      'take the program out of allowedPrograms.',
  },
  RISK__TOKEN_DENIED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { mint: string }) => `Token ${context.mint} is in tokensDenied.`,
    action: 'Take it off the list only if you know why it was put there.',
  },
  RISK__TOKEN_NOT_ALLOWED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { mint: string; tokensAllowed: number }) =>
      `Token ${context.mint} is not among the ${context.tokensAllowed} of tokensAllowed.`,
    action: 'Add it to tokensAllowed, or trade another token.',
  },
  RISK__POSITION_EXCEEDS_MAXIMUM: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: {
      mint: string;
      heldLamports: bigint;
      lamports: bigint;
      positionLamportsMax: bigint;
    }) =>
      `The position in ${context.mint} costs ${context.heldLamports} lamports with what is being ` +
      `bought; ${context.lamports} more, with every fee, would be above positionLamportsMax ` +
      `${context.positionLamportsMax}.`,
    action: 'Sell some of it first, trade less, or raise the limit.',
  },
  RISK__EXPOSURE_EXCEEDS_MAXIMUM: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: {
      exposureLamports: bigint;
      lamports: bigint;
      exposureLamportsMax: bigint;
    }) =>
      `All positions and open buys cost ${context.exposureLamports} lamports; ` +
      `${context.lamports} more, with every fee, would be above exposureLamportsMax ` +
      `${context.exposureLamportsMax}.`,
    action: 'Sell something first, trade less, or raise the limit.',
  },
  RISK__POSITIONS_EXCEED_MAXIMUM: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { mint: string; positions: number; positionsMax: number }) =>
      `${context.positions} tokens are held or being bought and ${context.mint} is none of them; ` +
      `positionsMax is ${context.positionsMax}.`,
    action: 'Sell one token out first, or raise the limit.',
  },
  RISK__DAILY_LOSS_EXCEEDS_MAXIMUM: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { lossLamports: bigint; lamports: bigint; dailyLossLamportsMax: bigint }) =>
      `Today has lost ${context.lossLamports} lamports with what open trades may lose; fees of ` +
      `${context.lamports} more would be above dailyLossLamportsMax ` +
      `${context.dailyLossLamportsMax}.`,
    action: 'Find out why trades lose; the limit opens again with the next day of riskTimeZone.',
  },
  RISK__DAILY_VOLUME_EXCEEDS_MAXIMUM: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: {
      volumeLamports: bigint;
      lamports: bigint;
      dailyVolumeLamportsMax: bigint;
    }) =>
      `Today has traded ${context.volumeLamports} lamports with what is open; ` +
      `${context.lamports} more would be above dailyVolumeLamportsMax ` +
      `${context.dailyVolumeLamportsMax}.`,
    action: 'Wait for the next day of riskTimeZone, trade less, or raise the limit.',
  },
  RISK__DAILY_FEES_EXCEED_MAXIMUM: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { feeLamports: bigint; lamports: bigint; dailyFeeLamportsMax: bigint }) =>
      `Today has paid ${context.feeLamports} lamports of fees and tips with what open trades may ` +
      `pay; ${context.lamports} more would be above dailyFeeLamportsMax ` +
      `${context.dailyFeeLamportsMax}.`,
    action: 'Lower priorityFeeLamportsMax, tipLamportsMax or maxRetries, or raise the limit.',
  },
  RISK__ORDER_RATE_EXCEEDS_MAXIMUM: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { orders: number; orderWindowMs: number; ordersMax: number }) =>
      `${context.orders} trades began in the last ${context.orderWindowMs} ms; ordersMax is ` +
      `${context.ordersMax}.`,
    action: 'Look for a strategy that runs away; repeat later with the same key.',
  },
  RISK__TOKEN_UNSAFE: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { mint: string; findings: readonly string[] }) =>
      `Token ${context.mint} can be taken away, frozen or diluted: ${context.findings.join('; ')}.`,
    action: 'Buy it only if you trust who holds these powers; then add it to trustedTokens.',
  },
  RISK__PRICE_IMPACT_EXCEEDS_MAXIMUM: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { priceImpactBps: number; priceImpactBpsMax: number }) =>
      `The trade would move the price by ${context.priceImpactBps} bps; priceImpactBpsMax is ` +
      `${context.priceImpactBpsMax}.`,
    action: 'Trade less at a time, or wait for a deeper market.',
  },
  RISK__PRICE_IMPACT_UNKNOWN: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { venue: string; priceImpactBpsMax: number }) =>
      `Venue ${context.venue} does not tell how far the trade moves the price; ` +
      `priceImpactBpsMax is ${context.priceImpactBpsMax}.`,
    action: 'Use a venue that tells, or leave priceImpactBpsMax out.',
  },
  RISK__PRICE_DEVIATES: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { deviationBps: number; priceDeviationBpsMax: number }) =>
      `The quoted price is ${context.deviationBps} bps worse than the second source says; ` +
      `priceDeviationBpsMax is ${context.priceDeviationBpsMax}.`,
    action: 'Treat the venue as hostile, or the second source as wrong, until you know which.',
  },
  RISK__SECOND_PRICE_UNAVAILABLE: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { mint: string; reason: string }) =>
      `The second source has no price for ${context.mint} that can be used: ${context.reason}.`,
    action: 'Look at the market data provider; without its price nothing is bought.',
  },
});
