import type { AttemptRecord, TradeRecord } from '../journal/tradeRecord.ts';
import { TOKEN_RENT_LAMPORTS_MAX } from '../transaction/tokenRentLamportsMax.ts';

/** Lamports that a signed attempt may still take out of the wallet. */
export function outlayOf(
  { request }: Pick<TradeRecord, 'request'>,
  attempt: Pick<
    AttemptRecord,
    'amountIn' | 'baseFeeLamports' | 'priorityFeeLamports' | 'tipLamports' | 'tokenRentLamports'
  >,
): bigint {
  const fees =
    BigInt(attempt.baseFeeLamports) +
    BigInt(attempt.priorityFeeLamports) +
    BigInt(attempt.tipLamports);
  if (request.side !== 'buy') return fees;
  const rent = BigInt(attempt.tokenRentLamports ?? TOKEN_RENT_LAMPORTS_MAX);
  return BigInt(attempt.amountIn) + rent + fees;
}
