import { fault, isFault, type Fault } from '@quantbot/core';

import { priorityFeeLamports } from '../transaction/feeBudget.ts';
import { approveSwap } from './approveSwap.ts';
import { markApproved, type ApprovedTransaction } from './approvedTransaction.ts';
import {
  decodeMessage,
  UNRESOLVED,
  type DecodedInstruction,
  type DecodedMessage,
} from './decodeMessage.ts';
import type { SignPolicy } from './signPolicy.ts';
import { refuse, understandInstruction, type Meaning } from './understandInstruction.ts';

/** An instruction with what it was understood to do. */
interface Understood {
  readonly instruction: DecodedInstruction;
  readonly meaning: Meaning;
}

/**
 * Reads the final bytes back and approves them, or refuses with the offending instruction. Nothing
 * of how they were built is trusted: everything is understood from the bytes or refused.
 *
 * @param messageBytes - Compiled message, exactly as it would be signed.
 */
export function approveTransaction(
  messageBytes: Uint8Array,
  policy: SignPolicy,
): ApprovedTransaction | Fault {
  const message = decodeMessage(messageBytes, policy.lookupTables);
  if (message === undefined) return refuseWhole('version', 'it is not a message of version 0');
  const { feePayer, signers, blockhash } = message;
  if (feePayer !== policy.wallet || signers.length !== 1) {
    return refuseWhole('signers', `fee payer ${feePayer}, signers ${signers.join(', ')}`);
  }
  if (blockhash !== policy.blockhash) return refuseWhole('blockhash', `it names ${blockhash}`);
  const { wallet, tokenAccount, wrappedSolAccount, tipAccounts } = policy;
  const outright = [wallet, tokenAccount, wrappedSolAccount, ...tipAccounts];
  const lookedUp = outright.find((account) => message.lookedUp.includes(account));
  if (lookedUp !== undefined) return refuseWhole('lookup', `${lookedUp} comes from a lookup table`);
  const understood = understandAll(message, policy);
  if (isFault(understood)) return understood;
  return (
    refuseRepeats(understood) ??
    approveAmounts(understood, policy) ??
    approveSwaps(understood, policy) ??
    requirePostConditions(understood, policy) ??
    markApproved(messageBytes)
  );
}

function understandAll(message: DecodedMessage, policy: SignPolicy): Understood[] | Fault {
  const understood: Understood[] = [];
  for (const instruction of message.instructions) {
    if (instruction.accounts.some(({ address }) => address === UNRESOLVED)) {
      return refuse(instruction, 'lookup', 'it names an account that no lookup table has');
    }
    const meaning = understandInstruction(instruction, policy);
    if (isFault(meaning)) return meaning;
    understood.push({ instruction, meaning });
  }
  return understood;
}

/** Doing one of these twice would double what it costs. */
const AT_MOST_ONCE: ReadonlySet<Meaning['kind']> = new Set<Meaning['kind']>([
  'compute-unit-limit',
  'compute-unit-price',
  'wrap',
  'tip',
  'swap',
]);

function refuseRepeats(understood: readonly Understood[]): Fault | undefined {
  const seen = new Set<Meaning['kind']>();
  for (const { instruction, meaning } of understood) {
    if (seen.has(meaning.kind) && AT_MOST_ONCE.has(meaning.kind)) {
      return refuse(instruction, 'repeat', `a second ${meaning.kind}`);
    }
    seen.add(meaning.kind);
  }
  return undefined;
}

function approveAmounts(understood: readonly Understood[], policy: SignPolicy): Fault | undefined {
  for (const { instruction, meaning } of understood) {
    const problem = amountProblem(meaning, policy);
    if (problem !== undefined) return refuse(instruction, meaning.kind, problem);
  }
  const units = amountOf(understood, 'compute-unit-limit');
  const lamports = priorityFeeLamports(amountOf(understood, 'compute-unit-price'), units);
  const { priorityFeeLamportsMax } = policy;
  if (units === 0n) return refuseWhole('compute-unit-limit', 'it sets no compute unit limit');
  return lamports > priorityFeeLamportsMax
    ? fault('BUILD__PRIORITY_FEE_EXCEEDS_MAXIMUM', { lamports, priorityFeeLamportsMax })
    : undefined;
}

function amountProblem(meaning: Meaning, policy: SignPolicy): string | undefined {
  if (meaning.kind === 'wrap') {
    const allowed = policy.side === 'buy' ? policy.amountIn : 0n;
    return meaning.lamports === allowed
      ? undefined
      : `${meaning.lamports} lamports instead of ${allowed}`;
  }
  if (meaning.kind === 'tip') {
    return meaning.lamports <= policy.tipLamportsMax
      ? undefined
      : `${meaning.lamports} lamports, at most ${policy.tipLamportsMax}`;
  }
  const closesToken = meaning.kind === 'close' && meaning.account === policy.tokenAccount;
  return closesToken && !policy.closesTokenAccount
    ? 'the trade keeps its token account'
    : undefined;
}

function approveSwaps(understood: readonly Understood[], policy: SignPolicy): Fault | undefined {
  const swap = understood.find(({ meaning }) => meaning.kind === 'swap');
  return swap === undefined
    ? refuseWhole('swap', 'it has no swap')
    : approveSwap(swap.instruction, policy);
}

/** Without them on chain, a program that behaves otherwise than simulated could take more. */
function requirePostConditions(
  understood: readonly Understood[],
  policy: SignPolicy,
): Fault | undefined {
  const swapIndex = understood.findIndex(({ meaning }) => meaning.kind === 'swap');
  const after = understood.slice(swapIndex + 1).map(({ meaning }) => meaning);
  const asserts = (account: string, unitsMin: bigint): boolean =>
    unitsMin === 0n ||
    after.some(
      (meaning) =>
        meaning.kind === 'assert-token' && meaning.account === account && meaning.units >= unitsMin,
    );
  if (!asserts(policy.tokenAccount, policy.tokenUnitsMin)) {
    return refuseWhole('post-condition', 'the token balance is not asserted after the swap');
  }
  if (!asserts(policy.wrappedSolAccount, policy.wrappedSolUnitsMin)) {
    return refuseWhole('post-condition', 'the wrapped SOL is not asserted after the swap');
  }
  const closes = (account: string): boolean =>
    after.some((meaning) => meaning.kind === 'close' && meaning.account === account);
  if (!closes(policy.wrappedSolAccount)) {
    return refuseWhole('close', 'the wrapped SOL is not unwrapped after the swap');
  }
  const last = after.at(-1);
  return last?.kind === 'assert-sol' && last.lamports >= policy.solFloorLamports
    ? undefined
    : refuseWhole('post-condition', 'the SOL floor is not asserted at the end');
}

function amountOf(
  understood: readonly Understood[],
  kind: 'compute-unit-limit' | 'compute-unit-price',
): bigint {
  for (const { meaning } of understood) {
    if (meaning.kind === 'compute-unit-limit' && kind === meaning.kind) return meaning.units;
    if (meaning.kind === 'compute-unit-price' && kind === meaning.kind)
      return meaning.microLamports;
  }
  return 0n;
}

function refuseWhole(rule: string, detail: string): Fault {
  return fault('APPROVE__REFUSED', { rule, detail, instructionIndex: -1 });
}
