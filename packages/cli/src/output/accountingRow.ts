import { formatUnits, priceText, SOL_DECIMALS } from '@quantbot/core';
import { sumCosts, type TradeRecord } from '@quantbot/executor';

/** One trade as an accountant books it. Amounts are texts: no program may round them. */
export interface AccountingRow {
  readonly key: string;
  readonly mode: 'live' | 'dry';
  readonly status: string;
  /** When it was asked for (UTC). */
  readonly receivedAt: string;
  /** When its outcome became known (UTC); empty before. */
  readonly bookedAt: string;
  readonly wallet: string;
  readonly strategy: string;
  readonly side: 'buy' | 'sell';
  readonly token: string;
  /** Tokens moved, in whole tokens; positive for a buy, negative for a sell. */
  readonly tokens: string;
  readonly tokenBaseUnits: string;
  readonly tokenDecimals: string;
  /** SOL of the swap alone; negative for a buy, positive for a sell. */
  readonly swapSol: string;
  readonly swapLamports: string;
  /** SOL per token, swap legs only. */
  readonly price: string;
  readonly networkFeeLamports: string;
  readonly priorityFeeLamports: string;
  readonly tipLamports: string;
  /** Locked in new accounts; negative when closed ones gave it back. */
  readonly rentLamports: string;
  readonly costLamports: string;
  /** What the wallet's SOL changed by, everything in: swap less costs. */
  readonly walletLamports: string;
  readonly signature: string;
  readonly slot: string;
  readonly lane: string;
  readonly attempts: string;
  readonly errorCode: string;
}

/** Names of the columns, in their order. */
export const ACCOUNTING_COLUMNS = [
  'key',
  'mode',
  'status',
  'receivedAt',
  'bookedAt',
  'wallet',
  'strategy',
  'side',
  'token',
  'tokens',
  'tokenBaseUnits',
  'tokenDecimals',
  'swapSol',
  'swapLamports',
  'price',
  'networkFeeLamports',
  'priorityFeeLamports',
  'tipLamports',
  'rentLamports',
  'costLamports',
  'walletLamports',
  'signature',
  'slot',
  'lane',
  'attempts',
  'errorCode',
] as const satisfies ReadonlyArray<keyof AccountingRow>;

/** Writes a trade as its row. A trade without a fill moved nothing but what reverts cost. */
export function accountingRow(trade: TradeRecord): AccountingRow {
  const { request, fill } = trade;
  const isLive = trade.mode === 'live';
  const signed = trade.attempts.find(({ signature }) => signature === fill?.signature);
  const decimals = signed?.tokenDecimals ?? 0;
  const isBuy = request.side === 'buy';
  // A rehearsal has figures, and has moved none of them.
  const lamports = BigInt(isLive ? (fill?.lamports ?? 0) : 0);
  const tokenUnits = BigInt(isLive ? (fill?.tokenUnits ?? 0) : 0);
  const costs = sumCosts(trade, isLive ? fill : undefined);
  const swap = isBuy ? -lamports : lamports;
  const moved = isBuy ? tokenUnits : -tokenUnits;
  const hasPrice = fill !== undefined && BigInt(fill.tokenUnits) > 0n;
  return {
    key: trade.key,
    mode: trade.mode,
    status: trade.status,
    receivedAt: timeText(trade.createdAtMs),
    bookedAt: timeText(trade.bookedAtMs),
    wallet: trade.wallet,
    strategy: request.strategyId ?? '',
    side: request.side,
    token: request.tokenAddress,
    tokens: signedUnits(moved, decimals),
    tokenBaseUnits: String(moved),
    tokenDecimals: fill === undefined ? '' : String(decimals),
    swapSol: signedUnits(swap, SOL_DECIMALS),
    swapLamports: String(swap),
    price: hasPrice
      ? priceText({
          lamports: BigInt(fill.lamports),
          tokenUnits: BigInt(fill.tokenUnits),
          tokenDecimals: decimals,
        })
      : '',
    networkFeeLamports: String(costs.networkFee),
    priorityFeeLamports: String(costs.priorityFee),
    tipLamports: String(costs.jitoTip),
    rentLamports: String(costs.rent),
    costLamports: String(costs.totalCostLamports),
    walletLamports: String(swap - costs.totalCostLamports),
    signature: fill?.signature ?? '',
    slot: fill?.slot ?? '',
    lane: signed?.lane ?? '',
    attempts: String(trade.attempts.length),
    errorCode: trade.errorCode ?? '',
  };
}

function signedUnits(units: bigint, decimals: number): string {
  return units < 0n ? `-${formatUnits(-units, decimals)}` : formatUnits(units, decimals);
}

function timeText(atMs: number | undefined): string {
  return atMs === undefined ? '' : new Date(atMs).toISOString();
}
