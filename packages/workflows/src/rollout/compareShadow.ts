import type { AnyExecutionRequest, ExecutionResult } from '@quantbot/core';

/** What one side answered, as far as it can be compared. */
export interface ShadowSide {
  readonly success: boolean;
  readonly errorCode?: string;
  /** SOL per token, as decimal text. */
  readonly priceText?: string;
  /** Lamports of fees and tip. */
  readonly costLamports?: number;
}

/** A trade that the stub answered, beside what the real pipeline would have done. */
export interface ShadowRecord {
  readonly key: string;
  /** Wall time of the answer, milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly token: string;
  readonly side: 'buy' | 'sell';
  readonly strategy?: string;
  readonly stub: ShadowSide;
  readonly real: ShadowSide;
  /** Basis points by which the real price would have been worse for the trader; negative: better. */
  readonly priceDifferenceBps?: number;
  /** Lamports that the real side would have cost more. */
  readonly costDifferenceLamports?: number;
  /** Milliseconds that the real pipeline took. */
  readonly tookMs: number;
}

/** Both answers to one request. */
export interface ShadowAnswers {
  readonly request: AnyExecutionRequest;
  readonly key: string;
  readonly stub: ExecutionResult;
  readonly real: ExecutionResult;
  readonly atMs: number;
  readonly tookMs: number;
}

const BPS = 10_000n;
/** More than this says "incomparable" as well as any larger number does. */
const DIFFERENCE_BPS_MAX = 1_000_000_000n;

/** Compares what the stub said with what the real pipeline would have done. Pure. */
export function compareShadow(answers: ShadowAnswers): ShadowRecord {
  const { request, key, atMs, tookMs } = answers;
  const stub = sideOf(answers.stub);
  const real = realSideOf(answers.real);
  const price = priceDifference(request.side, stub, real);
  const cost = costDifference(stub, real);
  return {
    key,
    atMs,
    token: request.tokenAddress,
    side: request.side,
    ...(request.strategyId === undefined ? {} : { strategy: request.strategyId }),
    stub,
    real,
    ...(price === undefined ? {} : { priceDifferenceBps: price }),
    ...(cost === undefined ? {} : { costDifferenceLamports: cost }),
    tookMs,
  };
}

/** Without a node the adapter makes its figures up as the stub does; that compares nothing. */
function realSideOf(result: ExecutionResult): ShadowSide {
  return sideOf(result.simulated === true ? { ...result, success: false } : result);
}

function sideOf(result: ExecutionResult): ShadowSide {
  const { success, errorCode, executedPriceText, totalCostLamports } = result;
  return {
    success,
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(executedPriceText === undefined ? {} : { priceText: executedPriceText }),
    ...(totalCostLamports === undefined ? {} : { costLamports: totalCostLamports }),
  };
}

/** A buyer is worse off at a higher price, a seller at a lower one. */
function priceDifference(
  side: 'buy' | 'sell',
  stub: ShadowSide,
  real: ShadowSide,
): number | undefined {
  if (!stub.success || !real.success) return undefined;
  if (stub.priceText === undefined || real.priceText === undefined) return undefined;
  const expected = fraction(stub.priceText);
  const found = fraction(real.priceText);
  if (expected === undefined || found === undefined || expected.digits === 0n) return undefined;
  // Both over the same denominator, so that no digit is lost.
  const left = found.digits * 10n ** BigInt(expected.scale);
  const right = expected.digits * 10n ** BigInt(found.scale);
  const differenceBps = ((left - right) * BPS) / right;
  const worseBps = side === 'buy' ? differenceBps : -differenceBps;
  return Number(clamp(worseBps));
}

function costDifference(stub: ShadowSide, real: ShadowSide): number | undefined {
  if (!stub.success || !real.success) return undefined;
  if (stub.costLamports === undefined || real.costLamports === undefined) return undefined;
  return real.costLamports - stub.costLamports;
}

/** A price as adapters write it: plain decimal text. */
function fraction(text: string): { readonly digits: bigint; readonly scale: number } | undefined {
  const match = /^(?<whole>\d+)(?:\.(?<rest>\d+))?$/u.exec(text);
  if (match?.groups === undefined) return undefined;
  const { whole = '', rest = '' } = match.groups;
  return { digits: BigInt(whole + rest), scale: rest.length };
}

function clamp(value: bigint): bigint {
  if (value > DIFFERENCE_BPS_MAX) return DIFFERENCE_BPS_MAX;
  return value < -DIFFERENCE_BPS_MAX ? -DIFFERENCE_BPS_MAX : value;
}
