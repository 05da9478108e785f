import { isFault } from '@quantbot/core';
import {
  getCompiledTransactionMessageDecoder,
  getCompiledTransactionMessageEncoder,
  type Address,
} from '@solana/kit';

import { buildTransaction } from '../build/buildTransaction.ts';
import type { TradePlan } from '../build/tradePlan.ts';
import type { SignPolicy } from '../approve/signPolicy.ts';
import { signPolicyOf } from '../pipeline/signPolicyOf.ts';
import { PLAN_ACCOUNTS, PLAN_BLOCKHASH, planConfig, preparedTrade } from './tradeFixtures.ts';

/** Bytes of a plan, as the builder makes them. */
export function draftOf(plan: TradePlan): Uint8Array {
  const draft = buildTransaction(plan, PLAN_BLOCKHASH);
  if (isFault(draft)) throw new Error(draft.message);
  return draft.messageBytes;
}

/** Policy of a plan, as the pipeline makes it. */
export function policyOf(plan: TradePlan): SignPolicy {
  return signPolicyOf({ config: planConfig(), accounts: PLAN_ACCOUNTS }, preparedTrade(plan));
}

/** One compiled instruction that a test may change. */
export interface LooseInstruction {
  programAddressIndex: number;
  accountIndices: number[];
  data: Uint8Array;
}

/** A compiled message taken apart. */
export interface LooseMessage {
  blockhash: string;
  signerCount: number;
  readonly accounts: Address[];
  readonly instructions: LooseInstruction[];
}

/** Takes bytes apart, lets a test change them, and puts them together again. */
export function rewrite(bytes: Uint8Array, change: (message: LooseMessage) => void): Uint8Array {
  const compiled = getCompiledTransactionMessageDecoder().decode(bytes);
  if (compiled.version !== 0) throw new Error('the message is of version 0');
  const loose: LooseMessage = {
    blockhash: compiled.lifetimeToken,
    signerCount: compiled.header.numSignerAccounts,
    accounts: [...compiled.staticAccounts],
    instructions: compiled.instructions.map((instruction) => ({
      programAddressIndex: instruction.programAddressIndex,
      accountIndices: [...(instruction.accountIndices ?? [])],
      data: Uint8Array.from(instruction.data ?? []),
    })),
  };
  change(loose);
  const { accounts, instructions, blockhash, signerCount } = loose;
  return new Uint8Array(
    getCompiledTransactionMessageEncoder().encode({
      ...compiled,
      lifetimeToken: blockhash,
      header: { ...compiled.header, numSignerAccounts: signerCount },
      staticAccounts: accounts,
      instructions,
    }),
  );
}
