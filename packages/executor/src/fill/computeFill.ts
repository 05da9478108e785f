import type { TradeSide } from '@quantbot/core';

import type { TokenBalance, TransactionReading } from '../chain/chainNode.ts';
import type { Fill } from '../journal/tradeEvents.ts';
import type { AttemptRecord } from '../journal/tradeRecord.ts';

/** Whose transaction it was. */
export interface FillContext {
  readonly side: TradeSide;
  readonly wallet: string;
}

/** A fill, or why the figures of the transaction do not add up to one. */
export type FillComputation =
  | { readonly kind: 'fill'; readonly fill: Fill }
  | { readonly kind: 'mismatch'; readonly detail: string };

/**
 * Works out what a transaction moved, from its own record and nothing else: balances before and
 * after, never the wallet's balance at some moment.
 *
 * Fees are what the signed bytes say; the fee the node reports must agree, or leave the priority
 * fee out, as some nodes do. What remains of the wallet's change after fees, tip and rent is the
 * SOL side of the swap.
 */
export function computeFill(
  transaction: TransactionReading,
  attempt: AttemptRecord,
  context: FillContext,
): FillComputation {
  const { tokenAccount, wrappedSolAccount } = attempt;
  const base = BigInt(attempt.baseFeeLamports);
  const priority = BigInt(attempt.priorityFeeLamports);
  const tip = BigInt(attempt.tipLamports);
  const wrappedUnits = tokenChange(transaction, wrappedSolAccount);
  const paid = -(lamportChange(transaction, context.wallet) + wrappedUnits);
  const rent =
    lamportChange(transaction, tokenAccount) +
    lamportChange(transaction, wrappedSolAccount) -
    wrappedUnits;
  const costs = base + priority + tip + rent;
  const isBuy = context.side === 'buy';
  const tokenUnits = tokenChange(transaction, tokenAccount) * (isBuy ? 1n : -1n);
  const lamports = isBuy ? paid - costs : costs - paid;
  const amounts: SwapAmounts = isBuy
    ? { input: lamports, output: tokenUnits }
    : { input: tokenUnits, output: lamports };
  const detail = mismatch(transaction, attempt, amounts);
  if (detail !== undefined) return { kind: 'mismatch', detail };
  return {
    kind: 'fill',
    fill: {
      signature: attempt.signature,
      slot: String(transaction.slot),
      lamports: String(lamports),
      tokenUnits: String(tokenUnits),
      baseFeeLamports: String(base),
      priorityFeeLamports: String(priority),
      tipLamports: String(tip),
      rentLamports: String(rent),
      reportedFeeLamports: String(transaction.feeLamports),
    },
  };
}

interface SwapAmounts {
  readonly input: bigint;
  readonly output: bigint;
}

function mismatch(
  transaction: TransactionReading,
  attempt: AttemptRecord,
  { input, output }: SwapAmounts,
): string | undefined {
  const base = BigInt(attempt.baseFeeLamports);
  const full = base + BigInt(attempt.priorityFeeLamports);
  const { feeLamports } = transaction;
  if (feeLamports !== full && feeLamports !== base) {
    return `the node reports a fee of ${feeLamports} lamports, the bytes say ${full}`;
  }
  if (input <= 0n || input > BigInt(attempt.amountIn)) {
    return `${input} base units went in, at most ${attempt.amountIn} were allowed`;
  }
  if (output < BigInt(attempt.minimumOut)) {
    return `${output} base units came out, at least ${attempt.minimumOut} were required`;
  }
  return undefined;
}

/** Lamports that a reverted transaction cost its fee payer. */
export function revertCost(transaction: TransactionReading, wallet: string): bigint {
  return -lamportChange(transaction, wallet);
}

function lamportChange(transaction: TransactionReading, account: string): bigint {
  const index = transaction.accountAddresses.indexOf(account);
  if (index < 0) return 0n;
  return (transaction.postLamports[index] ?? 0n) - (transaction.preLamports[index] ?? 0n);
}

function tokenChange(transaction: TransactionReading, account: string): bigint {
  const { postTokenBalances, postLamports, preTokenBalances, preLamports } = transaction;
  const at = transaction.accountAddresses.indexOf(account);
  const after = amountOf(postTokenBalances, { account, lamports: postLamports[at] });
  return after - amountOf(preTokenBalances, { account, lamports: preLamports[at] });
}

/** An account without lamports does not exist, even where a node still lists its last balance. */
function amountOf(
  balances: readonly TokenBalance[],
  { account, lamports }: { readonly account: string; readonly lamports: bigint | undefined },
): bigint {
  if (lamports === undefined || lamports === 0n) return 0n;
  return balances.find((balance) => balance.account === account)?.amount ?? 0n;
}
