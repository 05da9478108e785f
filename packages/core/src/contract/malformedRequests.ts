import type { ErrorCode } from '../errors/errorCatalogue.ts';
import { WRAPPED_SOL_MINT } from '../execution/validateRequest.ts';
import { buyRequest, type ExecutionPortSubject } from './contractSubject.ts';

/** A request that no port may take. */
export interface MalformedRequest {
  /** Completes "denies …". */
  readonly title: string;
  readonly request: unknown;
  readonly code: ErrorCode;
  /** Must appear in the error text. */
  readonly mentions?: string;
}

/** Every way to get a request wrong that can be told without chain and journal. */
export function malformedRequests(subject: ExecutionPortSubject): readonly MalformedRequest[] {
  return [
    ...malformedTokens(subject),
    ...malformedAmounts(subject),
    ...malformedBounds(subject),
    ...malformedShapes(subject),
  ];
}

function malformedTokens(subject: ExecutionPortSubject): readonly MalformedRequest[] {
  const token = (tokenAddress: unknown): unknown => ({ ...buyRequest(subject), tokenAddress });
  const malformed = 'VALIDATE__TOKEN_ADDRESS_MALFORMED';
  const { mint } = subject.token;
  return [
    ...['ethereum', 'bsc', 'base', 'Solana', ''].map((chain) => ({
      title: `chain "${chain}"`,
      request: { ...buyRequest(subject), chain },
      code: 'VALIDATE__CHAIN_NOT_SUPPORTED' as const,
    })),
    { title: 'a side that is neither', request: wrong(subject, { side: 'hold' }), code: SIDE },
    { title: 'a request without side', request: wrong(subject, { side: undefined }), code: SIDE },
    { title: 'a mint outside base58', request: token(`0${mint.slice(1)}`), code: malformed },
    { title: 'a mint of too few bytes', request: token('1'.repeat(31)), code: malformed },
    { title: 'a mint of too many bytes', request: token('z'.repeat(44)), code: malformed },
    { title: 'an empty mint', request: token(''), code: malformed },
    { title: 'a mint that is no text', request: token(7), code: malformed },
    { title: 'wrapped SOL', request: token(WRAPPED_SOL_MINT), code: 'VALIDATE__TOKEN_IS_SOL' },
  ];
}

const SIDE = 'VALIDATE__SIDE_UNKNOWN';

function malformedAmounts(subject: ExecutionPortSubject): readonly MalformedRequest[] {
  const notFinite = 'VALIDATE__AMOUNT_NOT_FINITE';
  const notPositive = 'VALIDATE__AMOUNT_NOT_POSITIVE';
  const ambiguous = 'VALIDATE__AMOUNT_AMBIGUOUS';
  const text = 'VALIDATE__AMOUNT_TEXT_MALFORMED';
  const amount = (value: unknown): unknown => wrong(subject, { amount: value });
  const units = (value: unknown): unknown =>
    wrong(subject, { amount: undefined, amountBaseUnits: value });
  const portion = (value: unknown): unknown =>
    wrong(subject, { side: 'sell', amount: undefined, sellPortionBps: value });
  return [
    { title: 'an amount of NaN', request: amount(Number.NaN), code: notFinite },
    { title: 'an amount of Infinity', request: amount(Number.POSITIVE_INFINITY), code: notFinite },
    { title: 'an amount of -Infinity', request: amount(Number.NEGATIVE_INFINITY), code: notFinite },
    { title: 'an amount in text', request: amount('1'), code: notFinite },
    { title: 'an amount of zero', request: amount(0), code: notPositive },
    { title: 'an amount of minus zero', request: amount(-0), code: notPositive },
    { title: 'a negative amount', request: amount(-1), code: notPositive },
    {
      title: 'an amount with more decimals than SOL has, naming the floored value',
      request: amount(1.0000000019),
      code: 'VALIDATE__AMOUNT_PRECISION_EXCEEDS',
      mentions: '1.000000001 would pass',
    },
    {
      title: 'an amount below one lamport',
      request: amount(1e-10),
      code: 'VALIDATE__AMOUNT_PRECISION_EXCEEDS',
      mentions: 'less than the smallest unit',
    },
    {
      title: 'an amount no account can hold',
      request: amount(1e11),
      code: 'VALIDATE__AMOUNT_EXCEEDS_U64',
    },
    {
      title: 'a request that does not say how much',
      request: amount(undefined),
      code: 'VALIDATE__AMOUNT_MISSING',
    },
    {
      title: 'amount together with amountBaseUnits',
      request: wrong(subject, { amountBaseUnits: '1' }),
      code: ambiguous,
      mentions: 'amount, amountBaseUnits',
    },
    {
      title: 'amount together with sellPortionBps',
      request: wrong(subject, { side: 'sell', sellPortionBps: 1 }),
      code: ambiguous,
    },
    { title: 'base units with a point', request: units('1.5'), code: text },
    { title: 'base units with a sign', request: units('-1'), code: text },
    { title: 'base units as a number', request: units(1), code: text },
    { title: 'empty base units', request: units(''), code: text },
    { title: 'no base units', request: units('0'), code: notPositive },
    {
      title: 'a portion on a buy',
      request: wrong(subject, { amount: undefined, sellPortionBps: 5_000 }),
      code: 'VALIDATE__PORTION_ON_BUY',
    },
    ...[0, 10_001, 1.5, -1, Number.NaN].map((value) => ({
      title: `a portion of ${value} basis points`,
      request: portion(value),
      code: 'VALIDATE__PORTION_OUT_OF_RANGE' as const,
    })),
  ];
}

function malformedBounds(subject: ExecutionPortSubject): readonly MalformedRequest[] {
  const slippageBpsMax = subject.slippageBpsMax ?? 1_000;
  const each = (
    field: string,
    values: readonly unknown[],
    code: ErrorCode,
  ): readonly MalformedRequest[] =>
    values.map((value) => ({
      title: `${field} ${typeof value === 'string' ? `"${value}"` : String(value)}`,
      request: wrong(subject, { [field]: value }),
      code,
    }));
  return [
    ...each('slippageBps', [-1, 1.5, 10_001, Number.NaN, '100'], 'VALIDATE__SLIPPAGE_OUT_OF_RANGE'),
    {
      title: 'slippage above the ceiling, naming the ceiling',
      request: wrong(subject, { slippageBps: slippageBpsMax + 1 }),
      code: 'VALIDATE__SLIPPAGE_EXCEEDS_CEILING',
      mentions: String(slippageBpsMax),
    },
    ...each(
      'limitPrice',
      [0, -1, Number.NaN, Number.POSITIVE_INFINITY],
      'VALIDATE__LIMIT_PRICE_INVALID',
    ),
    ...each('priorityFee', [-1, 0.5, Number.NaN], 'VALIDATE__PRIORITY_FEE_OUT_OF_RANGE'),
    ...each('maxRetries', [-1, 11, 0.5], 'VALIDATE__RETRIES_OUT_OF_RANGE'),
    ...each('deadlineMs', [0, -1, 300_001, 0.5], 'VALIDATE__DEADLINE_OUT_OF_RANGE'),
    ...each('waitMs', [-1, Number.POSITIVE_INFINITY], 'VALIDATE__WAIT_OUT_OF_RANGE'),
  ];
}

function malformedShapes(subject: ExecutionPortSubject): readonly MalformedRequest[] {
  const key = (idempotencyKey: unknown): unknown => wrong(subject, { idempotencyKey });
  const malformedKey = 'VALIDATE__KEY_MALFORMED';
  return [
    { title: 'an empty key', request: key(''), code: malformedKey },
    { title: 'a key with a space', request: key('a b'), code: malformedKey },
    { title: 'a key with a line break', request: key('a\n'), code: malformedKey },
    { title: 'a key outside ASCII', request: key('schlüssel'), code: malformedKey },
    { title: 'a key of 129 characters', request: key('k'.repeat(129)), code: malformedKey },
    { title: 'a key that is no text', request: key(1), code: malformedKey },
    {
      title: 'a strategy name of 65 characters',
      request: wrong(subject, { strategyId: 's'.repeat(65) }),
      code: 'VALIDATE__STRATEGY_ID_MALFORMED',
    },
    {
      title: 'a lane policy that does not exist',
      request: wrong(subject, { lanePolicy: 'fastest' }),
      code: 'VALIDATE__LANE_POLICY_UNKNOWN',
    },
    {
      title: 'a field that is not known, naming it',
      request: wrong(subject, { slipageBps: 10 }),
      code: 'VALIDATE__FIELD_UNKNOWN',
      mentions: 'slipageBps',
    },
    ...[null, undefined, 'buy', 7].map((request) => ({
      title: `${request === null ? 'null' : typeof request} in place of a request`,
      request,
      code: 'VALIDATE__REQUEST_MALFORMED' as const,
    })),
  ];
}

function wrong(subject: ExecutionPortSubject, fields: Record<string, unknown>): unknown {
  return { ...buyRequest(subject), ...fields };
}
