import type { AttemptRecord, TradeRecord } from '../journal/tradeRecord.ts';

/**
 * Most that a new token account locks, assumed where an older journal does not tell: 300 bytes of
 * Token-2022, (128 + 300) * 6960 lamports by the rent of the Solana runtime.
 */
export const TOKEN_RENT_LAMPORTS_MAX = 2_978_880n;

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
