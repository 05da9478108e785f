import { decimalText } from '../amounts/decimalText.ts';
import { readAmount } from '../amounts/amount.ts';
import { SOL_DECIMALS } from '../amounts/units.ts';
import type { AnyExecutionRequest } from '../ports/executionPort.ts';

/**
 * What makes two requests the same trade. Deadline, wait, priority fee, retries and lanes are not
 * part of it: a caller may change its patience without asking for another trade.
 */
export interface RequestFingerprint {
  /** As in the request. */
  readonly chain: string;
  /** As in the request. */
  readonly tokenAddress: string;
  /** As in the request. */
  readonly side: string;
  /** How much, in one form for all that say the same: `units:100000000` for 0.1 SOL. */
  readonly amount: string;
  /** As in the request, empty without one. */
  readonly strategyId: string;
  /** Digits, or `default`: a default that changes later makes no other trade of it. */
  readonly slippageBps: string;
  /** Decimal text, or `none`. */
  readonly limitPrice: string;
}

const FIELDS = [
  'chain',
  'tokenAddress',
  'side',
  'amount',
  'strategyId',
  'slippageBps',
  'limitPrice',
] as const satisfies ReadonlyArray<keyof RequestFingerprint>;

/**
 * Takes the fingerprint of a valid request. Needs no network: the amount is normalised by its
 * text, and a buy by its lamports, so that `amount: 1` and `amountBaseUnits: '1000000000'` agree.
 */
export function fingerprintRequest(request: AnyExecutionRequest): RequestFingerprint {
  return {
    chain: request.chain,
    tokenAddress: request.tokenAddress,
    side: request.side,
    amount: amountText(request),
    strategyId: request.strategyId ?? '',
    slippageBps: request.slippageBps === undefined ? 'default' : String(request.slippageBps),
    limitPrice: request.limitPrice === undefined ? 'none' : decimalText(request.limitPrice),
  };
}

/** One line that is equal exactly when two fingerprints are. */
export function fingerprintText(fingerprint: RequestFingerprint): string {
  return JSON.stringify(FIELDS.map((field) => fingerprint[field]));
}

/** First field in which two fingerprints differ, `undefined` when they are the same. */
export function differingField(
  stored: RequestFingerprint,
  requested: RequestFingerprint,
): keyof RequestFingerprint | undefined {
  return FIELDS.find((field) => stored[field] !== requested[field]);
}

function amountText(request: AnyExecutionRequest): string {
  if (request.sellPortionBps !== undefined) return `portion:${request.sellPortionBps}`;
  if (request.amountBaseUnits !== undefined) return `units:${BigInt(request.amountBaseUnits)}`;
  const amount = request.amount ?? 0;
  const lamports = request.side === 'buy' ? readAmount(amount, SOL_DECIMALS) : undefined;
  return lamports?.ok === true ? `units:${lamports.units}` : `whole:${decimalText(amount)}`;
}
