import { readAmount, type AmountReading } from '../amounts/amount.ts';
import { SOL_DECIMALS, U64_MAX } from '../amounts/units.ts';
import { assertNever } from '../assertNever.ts';
import { isBase58Address } from '../base58.ts';
import { fault, type Fault } from '../errors/fault.ts';
import type { AnyExecutionRequest } from '../ports/executionPort.ts';
import { LANE_POLICIES } from './tradeStatus.ts';

/** Bounds a request is held against. */
export interface RequestRules {
  /** Highest slippage a request may ask for, basis points. @defaultValue 1000 */
  readonly slippageBpsMax: number;
  /** Longest deadline, milliseconds. @defaultValue 300 000 */
  readonly deadlineMsMax: number;
  /** Longest wait, milliseconds. @defaultValue 600 000 */
  readonly waitMsMax: number;
  /** Most further attempts. @defaultValue 10 */
  readonly retriesMax: number;
}

/** Bounds that hold when a configuration says nothing. */
export const DEFAULT_REQUEST_RULES: RequestRules = {
  slippageBpsMax: 1_000,
  deadlineMsMax: 300_000,
  waitMsMax: 600_000,
  retriesMax: 10,
};

/** Mint of wrapped SOL, the quote side of every trade. */
export const WRAPPED_SOL_MINT = 'So11111111111111111111111111111111111111112';

const KEY_LENGTH_MAX = 128;
const STRATEGY_ID_LENGTH_MAX = 64;
const SHOWN_LENGTH_MAX = 120;
const KEY_PATTERN = /^[\u0021-\u007e]{1,128}$/u;
/** Fields a request may have. */
export const REQUEST_FIELDS: readonly string[] = [
  'tokenAddress',
  'chain',
  'side',
  'amount',
  'slippageBps',
  'priorityFee',
  'maxRetries',
  'idempotencyKey',
  'deadlineMs',
  'waitMs',
  'limitPrice',
  'strategyId',
  'amountBaseUnits',
  'sellPortionBps',
  'lanePolicy',
] satisfies Array<keyof AnyExecutionRequest>;

/**
 * Checks everything about a request that needs neither the chain nor the journal. Callers from
 * untyped code are expected: every field is checked as if its type were unknown.
 *
 * @returns the first fault, `undefined` when the request may go on.
 */
export function validateRequest(
  request: AnyExecutionRequest,
  rules: RequestRules = DEFAULT_REQUEST_RULES,
): Fault | undefined {
  if (typeof request !== 'object' || request === null) {
    return fault('VALIDATE__REQUEST_MALFORMED', { reason: 'it is not an object' });
  }
  const unknown = Object.keys(request).filter((field) => !REQUEST_FIELDS.includes(field));
  if (unknown.length > 0) return fault('VALIDATE__FIELD_UNKNOWN', { fields: unknown });
  return (
    validateToken(request) ??
    validateAmount(request) ??
    validatePrice(request, rules) ??
    validatePatience(request, rules) ??
    validateNames(request)
  );
}

function validateToken(request: AnyExecutionRequest): Fault | undefined {
  const { chain, side, tokenAddress } = request;
  if (chain !== 'solana') return fault('VALIDATE__CHAIN_NOT_SUPPORTED', { chain: textOf(chain) });
  if (side !== 'buy' && side !== 'sell') {
    return fault('VALIDATE__SIDE_UNKNOWN', { side: textOf(side) });
  }
  if (typeof tokenAddress !== 'string' || !isBase58Address(tokenAddress)) {
    return fault('VALIDATE__TOKEN_ADDRESS_MALFORMED', { tokenAddress: textOf(tokenAddress) });
  }
  if (tokenAddress === WRAPPED_SOL_MINT) return fault('VALIDATE__TOKEN_IS_SOL', { tokenAddress });
  return undefined;
}

function validateAmount(request: AnyExecutionRequest): Fault | undefined {
  const given = (['amount', 'amountBaseUnits', 'sellPortionBps'] as const).filter(
    (field) => request[field] !== undefined,
  );
  if (given.length === 0) return fault('VALIDATE__AMOUNT_MISSING');
  if (given.length > 1) return fault('VALIDATE__AMOUNT_AMBIGUOUS', { given });
  if (request.sellPortionBps !== undefined) return validatePortion(request, request.sellPortionBps);
  if (request.amountBaseUnits !== undefined) return validateBaseUnits(request.amountBaseUnits);
  return validateWholeAmount(request);
}

function validatePortion(request: AnyExecutionRequest, sellPortionBps: number): Fault | undefined {
  if (request.side === 'buy') return fault('VALIDATE__PORTION_ON_BUY');
  return isWholeNumber(sellPortionBps, 1, 10_000)
    ? undefined
    : fault('VALIDATE__PORTION_OUT_OF_RANGE', { sellPortionBps: shown(sellPortionBps) });
}

function validateBaseUnits(amountBaseUnits: string): Fault | undefined {
  if (typeof amountBaseUnits !== 'string' || !/^\d{1,20}$/u.test(amountBaseUnits)) {
    return fault('VALIDATE__AMOUNT_TEXT_MALFORMED', {
      amountBaseUnits: String(shown(amountBaseUnits)),
    });
  }
  const units = BigInt(amountBaseUnits);
  if (units === 0n) return fault('VALIDATE__AMOUNT_NOT_POSITIVE', { amount: amountBaseUnits });
  return units > U64_MAX
    ? fault('VALIDATE__AMOUNT_EXCEEDS_U64', { amount: amountBaseUnits })
    : undefined;
}

/** A sell's decimals are the mint's, which the chain tells later; the rest is known here. */
function validateWholeAmount(request: AnyExecutionRequest): Fault | undefined {
  const amount = request.amount ?? Number.NaN;
  if (typeof amount !== 'number') {
    return fault('VALIDATE__AMOUNT_NOT_FINITE', { amount: String(shown(amount)) });
  }
  const decimals = request.side === 'buy' ? SOL_DECIMALS : 255;
  return amountFault(readAmount(amount, decimals), amount, decimals);
}

/**
 * Says what is wrong with an amount in whole coins or tokens.
 *
 * @param decimals - Decimals of the mint the amount was read with.
 */
export function amountFault(
  reading: AmountReading,
  amount: number,
  decimals: number,
): Fault | undefined {
  if (reading.ok) return undefined;
  switch (reading.problem) {
    case 'not-finite':
      return fault('VALIDATE__AMOUNT_NOT_FINITE', { amount: String(amount) });
    case 'not-positive':
      return fault('VALIDATE__AMOUNT_NOT_POSITIVE', { amount: String(amount) });
    case 'exceeds-u64':
      return decimals === 255
        ? undefined
        : fault('VALIDATE__AMOUNT_EXCEEDS_U64', { amount: String(amount) });
    case 'too-precise':
      return fault('VALIDATE__AMOUNT_PRECISION_EXCEEDS', {
        amount: String(amount),
        decimals,
        floored: reading.floored,
      });
    default:
      return assertNever(reading);
  }
}

function validatePrice(request: AnyExecutionRequest, rules: RequestRules): Fault | undefined {
  const { slippageBps, limitPrice, priorityFee } = request;
  if (slippageBps !== undefined) {
    if (!isWholeNumber(slippageBps, 0, 10_000)) {
      return fault('VALIDATE__SLIPPAGE_OUT_OF_RANGE', { slippageBps: shown(slippageBps) });
    }
    const { slippageBpsMax } = rules;
    if (slippageBps > slippageBpsMax) {
      return fault('VALIDATE__SLIPPAGE_EXCEEDS_CEILING', { slippageBps, slippageBpsMax });
    }
  }
  if (limitPrice !== undefined && !(Number.isFinite(limitPrice) && limitPrice > 0)) {
    return fault('VALIDATE__LIMIT_PRICE_INVALID', { limitPrice: String(shown(limitPrice)) });
  }
  return priorityFee === undefined || isWholeNumber(priorityFee, 0, Number.MAX_SAFE_INTEGER)
    ? undefined
    : fault('VALIDATE__PRIORITY_FEE_OUT_OF_RANGE', { priorityFee: shown(priorityFee) });
}

function validatePatience(request: AnyExecutionRequest, rules: RequestRules): Fault | undefined {
  const { deadlineMs, waitMs, maxRetries } = request;
  const { deadlineMsMax, waitMsMax, retriesMax } = rules;
  if (deadlineMs !== undefined && !isWholeNumber(deadlineMs, 1, deadlineMsMax)) {
    return fault('VALIDATE__DEADLINE_OUT_OF_RANGE', {
      deadlineMs: shown(deadlineMs),
      deadlineMsMax,
    });
  }
  if (waitMs !== undefined && !isWholeNumber(waitMs, 0, waitMsMax)) {
    return fault('VALIDATE__WAIT_OUT_OF_RANGE', { waitMs: shown(waitMs), waitMsMax });
  }
  return maxRetries === undefined || isWholeNumber(maxRetries, 0, retriesMax)
    ? undefined
    : fault('VALIDATE__RETRIES_OUT_OF_RANGE', { maxRetries: shown(maxRetries), retriesMax });
}

function validateNames(request: AnyExecutionRequest): Fault | undefined {
  const { idempotencyKey, strategyId, lanePolicy } = request;
  if (idempotencyKey !== undefined && !matches(idempotencyKey, KEY_PATTERN)) {
    const lengthMax = KEY_LENGTH_MAX;
    return fault('VALIDATE__KEY_MALFORMED', { ...sizeOf(idempotencyKey), lengthMax });
  }
  if (strategyId !== undefined && !matches(strategyId, /^.{1,64}$/u)) {
    const lengthMax = STRATEGY_ID_LENGTH_MAX;
    return fault('VALIDATE__STRATEGY_ID_MALFORMED', { ...sizeOf(strategyId), lengthMax });
  }
  return lanePolicy === undefined || LANE_POLICIES.includes(lanePolicy)
    ? undefined
    : fault('VALIDATE__LANE_POLICY_UNKNOWN', {
        lanePolicy: textOf(lanePolicy),
        known: LANE_POLICIES,
      });
}

/**
 * Text of a value of any type. Objects are only named: their own conversion to text may throw, and
 * a refusal must never end in an exception.
 */
function textOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'function') return 'a function';
  const text = String(value);
  return text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text;
}

/** A value where a number belongs: texts are quoted, so that "100" is told from 100. */
function shown(value: unknown): number | string {
  if (typeof value === 'number') return value;
  // Its digits alone look like what was asked for.
  if (typeof value === 'bigint') return `${textOf(value)}n`;
  return typeof value === 'string' ? `"${textOf(value)}"` : textOf(value);
}

/** How long a text is, or what stands in its place. */
function sizeOf(value: unknown): { readonly given: string; readonly length: number } {
  if (typeof value !== 'string') return { given: `is a ${typeof value} and no text`, length: 0 };
  return { given: `has ${value.length} characters`, length: value.length };
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function isWholeNumber(value: unknown, minimum: number, maximum: number): boolean {
  return (
    typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum && value <= maximum
  );
}
