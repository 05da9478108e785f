import { defineErrors } from '../defineErrors.ts';

/** Requests that no chain and no journal needs to see. */
export const validateErrors = defineErrors({
  VALIDATE__CHAIN_NOT_SUPPORTED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { chain: string }) =>
      `Chain "${context.chain}" is not traded here; only "solana" is.`,
    action: 'Send the request to an adapter for that chain.',
  },
  VALIDATE__TOKEN_ADDRESS_MALFORMED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { tokenAddress: string }) =>
      `"${context.tokenAddress}" is not a mint address: 32 bytes in base58 are.`,
    action: 'Copy the whole mint address, case preserved.',
  },
  VALIDATE__TOKEN_IS_SOL: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { tokenAddress: string }) =>
      `${context.tokenAddress} is wrapped SOL, which every trade is paid in.`,
    action: 'Name the token to trade against SOL.',
  },
  VALIDATE__SIDE_UNKNOWN: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { side: string }) => `Side "${context.side}" is neither "buy" nor "sell".`,
    action: 'Use "buy" or "sell".',
  },
  VALIDATE__AMOUNT_MISSING: {
    outcome: 'denied',
    retry: 'fix',
    message: () => 'The request does not say how much.',
    action: 'Give amount, amountBaseUnits or, for a sell, sellPortionBps.',
  },
  VALIDATE__AMOUNT_AMBIGUOUS: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { given: readonly string[] }) =>
      `The request says how much in ${context.given.length} ways: ${context.given.join(', ')}.`,
    action: 'Give exactly one of them.',
  },
  VALIDATE__AMOUNT_NOT_FINITE: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { amount: string }) => `Amount ${context.amount} is not a finite number.`,
    action: 'Check the calculation that made it.',
  },
  VALIDATE__AMOUNT_NOT_POSITIVE: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { amount: string }) => `Amount ${context.amount} is not above zero.`,
    action: 'Ask for a positive amount.',
  },
  VALIDATE__AMOUNT_PRECISION_EXCEEDS: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { amount: string; decimals: number; floored: string }) =>
      `Amount ${context.amount} has more than the ${context.decimals} decimals there are; ` +
      (context.floored === '0'
        ? 'it is less than the smallest unit.'
        : `${context.floored} would pass.`),
    action: 'Round it yourself, for example with floorAmount(value, decimals).',
  },
  VALIDATE__AMOUNT_EXCEEDS_U64: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { amount: string }) =>
      `Amount ${context.amount} is more than an account can hold (2^64 - 1 base units).`,
    action: 'Check the unit: amount is in whole coins or tokens, amountBaseUnits in the smallest.',
  },
  VALIDATE__AMOUNT_TEXT_MALFORMED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { amountBaseUnits: string }) =>
      `amountBaseUnits ${context.amountBaseUnits} is not the text of a positive whole number.`,
    action:
      'Write base units as text in decimal digits, without sign, point or exponent: "5000000".',
  },
  VALIDATE__PORTION_OUT_OF_RANGE: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { sellPortionBps: number | string }) =>
      `sellPortionBps ${context.sellPortionBps} is not a whole number from 1 to 10000.`,
    action: 'Use basis points of the balance; 10000 sells everything.',
  },
  VALIDATE__PORTION_ON_BUY: {
    outcome: 'denied',
    retry: 'fix',
    message: () => 'sellPortionBps is given on a buy.',
    action: 'Give amount or amountBaseUnits for a buy.',
  },
  VALIDATE__PORTION_TOO_SMALL: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { mint: string; held: bigint; sellPortionBps: number }) =>
      `${context.sellPortionBps} basis points of the ${context.held} base units of ` +
      `${context.mint} held are less than one.`,
    action: 'Nothing to sell; check the position.',
  },
  VALIDATE__SLIPPAGE_OUT_OF_RANGE: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { slippageBps: number | string }) =>
      `slippageBps ${context.slippageBps} is not a whole number from 0 to 10000.`,
    action: 'Use basis points: 100 is one percent.',
  },
  VALIDATE__SLIPPAGE_EXCEEDS_CEILING: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { slippageBps: number; slippageBpsMax: number }) =>
      `slippageBps ${context.slippageBps} is above the ceiling of ${context.slippageBpsMax}.`,
    action: 'Ask for less, or raise slippageBpsMax knowing what a sandwich costs.',
  },
  VALIDATE__PRIORITY_FEE_OUT_OF_RANGE: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { priorityFee: number | string }) =>
      `priorityFee ${context.priorityFee} is not a whole number of micro-lamports from 0 up.`,
    action: 'Use micro-lamports per compute unit.',
  },
  VALIDATE__RETRIES_OUT_OF_RANGE: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { maxRetries: number | string; retriesMax: number }) =>
      `maxRetries ${context.maxRetries} is not a whole number from 0 to ${context.retriesMax}.`,
    action: 'Use a number in that range, or leave it out for the configured one.',
  },
  VALIDATE__DEADLINE_OUT_OF_RANGE: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { deadlineMs: number | string; deadlineMsMax: number }) =>
      `deadlineMs ${context.deadlineMs} is not a whole number from 1 to ${context.deadlineMsMax}.`,
    action: 'Use a duration in milliseconds, not a time of day.',
  },
  VALIDATE__WAIT_OUT_OF_RANGE: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { waitMs: number | string; waitMsMax: number }) =>
      `waitMs ${context.waitMs} is not a whole number from 0 to ${context.waitMsMax}.`,
    action: 'Use a duration in milliseconds.',
  },
  VALIDATE__LIMIT_PRICE_INVALID: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { limitPrice: string }) =>
      `limitPrice ${context.limitPrice} is not a finite number above zero.`,
    action: 'Use SOL per whole token: the most a buy may pay, the least a sell may bring.',
  },
  VALIDATE__KEY_MALFORMED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { given: string; length: number; lengthMax: number }) =>
      `The idempotency key ${context.given}; 1 to ${context.lengthMax} visible ` +
      `ASCII characters without spaces are taken.`,
    action: 'Use a UUID or a name of your own that stays the same for the same trade.',
  },
  VALIDATE__STRATEGY_ID_MALFORMED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { given: string; length: number; lengthMax: number }) =>
      `strategyId ${context.given}; 1 to ${context.lengthMax} characters of text are taken.`,
    action: 'Use a short stable name.',
  },
  VALIDATE__LANE_POLICY_UNKNOWN: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { lanePolicy: string; known: readonly string[] }) =>
      `Lane policy "${context.lanePolicy}" is not one of ${context.known.join(', ')}.`,
    action: 'Use one of them, or leave it out for the policy that is configured.',
  },
  VALIDATE__FIELD_UNKNOWN: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { fields: readonly string[] }) =>
      `The request has fields that are not known: ${context.fields.join(', ')}.`,
    action: 'Remove or correct them; a misspelt limit would protect nothing.',
  },
  VALIDATE__REQUEST_MALFORMED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { reason: string }) => `The request is not usable: ${context.reason}.`,
    action: 'Pass an object as the ExecutionRequest type describes it.',
  },
});
