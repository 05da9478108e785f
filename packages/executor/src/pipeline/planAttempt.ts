import { getBase64Decoder } from '@solana/kit';

import type { AttemptPlan } from '../journal/tradeEvents.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import type { SignedTransaction } from '../sign/signAttempt.ts';
import { BASE_FEE_LAMPORTS, priorityFeeLamports } from '../transaction/feeBudget.ts';
import type { PreparedTrade } from './prepareTrade.ts';

/** What an attempt is written down from. */
export interface AttemptInputs {
  readonly prepared: PreparedTrade;
  readonly signed: SignedTransaction;
  readonly computeUnitLimit: number;
}

/** Writes a signed transaction as the next attempt of its trade: what it will do and cost. */
export function planAttempt(trade: TradeRecord, inputs: AttemptInputs): AttemptPlan {
  const { prepared, signed, computeUnitLimit } = inputs;
  const { plan, quote, blockhash } = prepared;
  const priority = priorityFeeLamports(plan.computeUnitPrice, BigInt(computeUnitLimit));
  return {
    number: trade.attempts.length + 1,
    signature: signed.signature,
    wireBase64: getBase64Decoder().decode(signed.wire),
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
