import type { AttemptRecord, TradeRecord } from '../journal/tradeRecord.ts';

/** Lamports that a signed attempt may still take out of the wallet. */
export function outlayOf(
  { request }: Pick<TradeRecord, 'request'>,
  attempt: Pick<
    AttemptRecord,
    'amountIn' | 'baseFeeLamports' | 'priorityFeeLamports' | 'tipLamports'
  >,
): bigint {
  const spent = request.side === 'buy' ? BigInt(attempt.amountIn) : 0n;
  const fees = BigInt(attempt.baseFeeLamports) + BigInt(attempt.priorityFeeLamports);
  return spent + fees + BigInt(attempt.tipLamports);
}
