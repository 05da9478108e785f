import { getBase64Decoder } from '@solana/kit';

import type { AttemptPlan, TransactionPlan } from '../journal/tradeEvents.ts';
import { attemptsMade, type TradeRecord } from '../journal/tradeRecord.ts';
import type { SignedTransaction } from '../sign/signAttempt.ts';
import { BASE_FEE_LAMPORTS, priorityFeeLamports } from '../transaction/feeBudget.ts';
import type { PreparedTrade } from './prepareTrade.ts';

/** What a transaction is written down from. */
export interface TransactionInputs {
  readonly prepared: PreparedTrade;
  readonly computeUnitLimit: number;
}

/** What an attempt is written down from. */
export interface AttemptInputs extends TransactionInputs {
  readonly signed: SignedTransaction;
}

/** Writes a signed transaction as the next attempt of its trade: what it will do and cost. */
export function planAttempt(trade: TradeRecord, inputs: AttemptInputs): AttemptPlan {
  return signedPlan(planTransaction(trade, inputs), inputs.signed);
}

/** Adds the signature to what was written down of a transaction before it had one. */
export function signedPlan(
  plan: TransactionPlan,
  { signature, wire }: SignedTransaction,
): AttemptPlan {
  return { ...plan, signature, wireBase64: getBase64Decoder().decode(wire) };
}

/** Writes down what the next transaction of a trade will do and cost. */
export function planTransaction(trade: TradeRecord, inputs: TransactionInputs): TransactionPlan {
  const { prepared, computeUnitLimit } = inputs;
  const { plan, quote, blockhash } = prepared;
  const priority = priorityFeeLamports(plan.computeUnitPrice, BigInt(computeUnitLimit));
  return {
    number: attemptsMade(trade) + 1,
    blockhash: blockhash.blockhash,
    deathHeight: String(blockhash.deathHeight),
    signedAtSlot: String(blockhash.slot),
    tokenDecimals: plan.mint.decimals,
    tokenProgram: plan.mint.tokenProgram,
    amountIn: String(plan.amountIn),
    quotedOut: String(quote.amountOut),
    minimumOut: String(plan.minimumOut),
    baseFeeLamports: String(BASE_FEE_LAMPORTS),
    priorityFeeLamports: String(priority),
    tipLamports: String(plan.tip?.lamports ?? 0n),
    tokenAccount: plan.tokenAccount.address,
    wrappedSolAccount: plan.wrappedSol.address,
    venue: quote.venue,
    slippageBps: prepared.slippageBps,
    tokenRentLamports: String(prepared.tokenRentLamports),
  };
}
