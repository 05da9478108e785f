import { SOL_DECIMALS } from '@quantbot/core';

import type { TransactionPlan } from '../journal/tradeEvents.ts';
import { firstAttempt, openAttempt, type TradeRecord } from '../journal/tradeRecord.ts';
import { TOKEN_RENT_LAMPORTS_MAX } from '../transaction/tokenRentLamportsMax.ts';

/** Stands for the wallet's lamports together with its wrapped SOL. */
export const SOL_ASSET = 'SOL';

/** What a trade has done to one asset of its wallet, as far as the journal can know. */
export interface AssetChange {
  /** {@link SOL_ASSET} or the address of a mint. */
  readonly asset: string;
  /** Token account that holds it; for SOL the one of wrapped SOL. */
  readonly account: string;
  /** Decimals of a mint, 9 for SOL. */
  readonly decimals: number;
  /** Base units by which the balance has changed, at the least: what is open counts as lost. */
  readonly unitsMin: bigint;
  /** Whether more is to come: the true change may be higher than `unitsMin`. */
  readonly isOpen: boolean;
  /** Newest slot of a final landing in it, 0 without one. */
  readonly slot: bigint;
}

/**
 * What a trade has moved: fills and failed attempts by the records of their transactions, and what
 * may still land, or nobody can tell of, in the worst direction.
 */
export function changesOf(trade: TradeRecord): readonly AssetChange[] {
  const first = firstAttempt(trade);
  if (trade.mode !== 'live' || first === undefined) return [];
  const known = knownChange(trade);
  const worst = uncertainAttempts(trade).map((attempt) => worstChange(trade, attempt));
  const sum = [known, ...worst].reduce(plus);
  const isOpen = isUnended(trade);
  return [
    {
      asset: SOL_ASSET,
      account: first.wrappedSolAccount,
      decimals: SOL_DECIMALS,
      unitsMin: sum.lamports,
      isOpen,
      slot: sum.slot,
    },
    {
      asset: trade.request.tokenAddress,
      account: first.tokenAccount,
      decimals: first.tokenDecimals,
      unitsMin: sum.units,
      isOpen,
      slot: sum.slot,
    },
  ];
}

interface Change {
  readonly lamports: bigint;
  readonly units: bigint;
  readonly slot: bigint;
}

function plus(left: Change, right: Change): Change {
  return {
    lamports: left.lamports + right.lamports,
    units: left.units + right.units,
    slot: left.slot > right.slot ? left.slot : right.slot,
  };
}

const NOTHING: Change = { lamports: 0n, units: 0n, slot: 0n };

function isUnended({ status }: TradeRecord): boolean {
  return ['received', 'admitted', 'executing', 'settling', 'conflicted'].includes(status);
}

/** Final fills and final failures. */
function knownChange(trade: TradeRecord): Change {
  const reverts = trade.attempts
    .filter(({ status }) => status === 'reverted')
    .map(({ revertFeeLamports = '0', landedSlot = '0' }): Change => ({
      lamports: -BigInt(revertFeeLamports),
      units: 0n,
      slot: BigInt(landedSlot),
    }));
  return [NOTHING, ...reverts, finalFill(trade)].reduce(plus);
}

function finalFill(trade: TradeRecord): Change {
  const { fill, request } = trade;
  if (fill === undefined || !hasFinalFill(trade)) return NOTHING;
  const { baseFeeLamports, priorityFeeLamports, tipLamports, rentLamports } = fill;
  const costs =
    BigInt(baseFeeLamports) +
    BigInt(priorityFeeLamports) +
    BigInt(tipLamports) +
    BigInt(rentLamports);
  const lamports = BigInt(fill.lamports);
  const units = BigInt(fill.tokenUnits);
  const slot = BigInt(fill.slot);
  return request.side === 'buy'
    ? { lamports: -lamports - costs, units, slot }
    : { lamports: lamports - costs, units: -units, slot };
}

function hasFinalFill({ status, resolution }: TradeRecord): boolean {
  return status === 'filled' || (status === 'resolved' && resolution?.as === 'landed');
}

/**
 * Attempts of which nobody knows that they moved nothing, nor what they moved. A message that a
 * remote signer was asked for is one as well: it may have been signed.
 */
function uncertainAttempts(trade: TradeRecord): readonly TransactionPlan[] {
  const { status, resolution, fill, attempts, prepared = [] } = trade;
  const unreverted = [...attempts.filter((attempt) => attempt.status !== 'reverted'), ...prepared];
  switch (status) {
    case 'conflicted':
      // Something landed that was held for dead: any of them may have.
      return unreverted;
    case 'resolved':
      if (resolution?.as === 'dead') return [];
      if (resolution?.as === 'landed') {
        if (fill !== undefined) return [];
        return attempts.filter(({ signature }) => signature === resolution.signature);
      }
      return unreverted;
    case 'executing':
    case 'settling':
    case 'admitted':
    case 'received': {
      const open = openAttempt(trade);
      return open === undefined ? [] : [open];
    }
    case 'filled':
    case 'failed':
    case 'cancelled':
    case 'denied':
      return [];
    default:
      return status satisfies never;
  }
}

/** All that it may take, and nothing of what it may bring. */
function worstChange({ request }: TradeRecord, attempt: TransactionPlan): Change {
  const { baseFeeLamports, priorityFeeLamports, tipLamports, tokenRentLamports } = attempt;
  const rent =
    tokenRentLamports === undefined ? TOKEN_RENT_LAMPORTS_MAX : BigInt(tokenRentLamports);
  const costs = BigInt(baseFeeLamports) + BigInt(priorityFeeLamports) + BigInt(tipLamports) + rent;
  const amountIn = BigInt(attempt.amountIn);
  return request.side === 'buy'
    ? { lamports: -amountIn - costs, units: 0n, slot: 0n }
    : { lamports: -costs, units: -amountIn, slot: 0n };
}
