import { fault, isFault, type Fault } from '@quantbot/core';

import { priorityFeeLamports } from '../transaction/feeBudget.ts';
import { unsignedWire, WIRE_BYTES_MAX } from '../transaction/wireTransaction.ts';
import { approveSwap } from './approveSwap.ts';
import { markApproved, type ApprovedTransaction } from '../transaction/approvedTransaction.ts';
import {
  decodeMessage,
  UNRESOLVED,
  type DecodedInstruction,
  type DecodedMessage,
} from './decodeMessage.ts';
import type { SignPolicy } from './signPolicy.ts';
import { refuse, understandInstruction, type Meaning } from './understandInstruction.ts';

/** The same for version 1 (SIMD-0385). */
const WIRE_BYTES_MAX_VERSION_1 = 4_096;

/**
 * Programs and a sysvar by which a wallet's signature moves what is kept outside its token accounts:
 * stake, votes, programs, lookup tables, and SOL in a nonce account. Whatever the swap calls has to
 * be in the message, so a message without them cannot touch any of it.
 */
const KEEPERS: ReadonlySet<string> = new Set([
  'Stake11111111111111111111111111111111111111',
  'Vote111111111111111111111111111111111111111',
  'BPFLoaderUpgradeab1e11111111111111111111111',
  'LoaderV411111111111111111111111111111111111',
  'AddressLookupTab1e1111111111111111111111111',
  'Config1111111111111111111111111111111111111',
  'SysvarRecentB1ockHashes11111111111111111111',
]);

/** What the compute budget program is told, each at most once. */
const BUDGET_KINDS: ReadonlySet<Meaning['kind']> = new Set<Meaning['kind']>([
  'compute-unit-limit',
  'compute-unit-price',
  'heap-frame',
  'loaded-accounts-limit',
]);

/** An instruction with what it was understood to do. */
interface Understood {
  readonly instruction: DecodedInstruction;
  readonly meaning: Meaning;
}

/**
 * Reads the final bytes back and approves them, or refuses with the offending instruction (-1 for
 * the message as a whole). Nothing of how they were built is trusted: everything is understood from
 * the bytes or refused.
 *
 * @param messageBytes - Compiled message, exactly as it would be signed.
 */
export function approveTransaction(
  messageBytes: Uint8Array,
  policy: SignPolicy,
): ApprovedTransaction | Fault {
  const bytes = Uint8Array.from(messageBytes);
  const refusal = findRefusal(bytes, policy);
  return refusal ?? markApproved(bytes, () => findRefusal(bytes, policy));
}

function findRefusal(messageBytes: Uint8Array, policy: SignPolicy): Fault | undefined {
  const message = decodeMessage(messageBytes, policy.lookupTables);
  if (message === undefined) {
    return refuseWhole('version', 'it is no message of the versions legacy, 0 and 1');
  }
  const wireBytes = unsignedWire(messageBytes).length;
  const wireBytesMax = message.version === 1 ? WIRE_BYTES_MAX_VERSION_1 : WIRE_BYTES_MAX;
  if (wireBytes > wireBytesMax) {
    return refuseWhole('size', `it has ${wireBytes} bytes, the network takes ${wireBytesMax}`);
  }
  const { feePayer, signers, blockhash, addresses } = message;
  if (feePayer !== policy.wallet || signers.length !== 1) {
    return refuseWhole('signers', `fee payer ${feePayer}, signers ${signers.join(', ')}`);
  }
  if (blockhash !== policy.blockhash) return refuseWhole('blockhash', `it names ${blockhash}`);
  const { wallet, tokenAccount, wrappedSolAccount, tipAccounts } = policy;
  const outright = [wallet, tokenAccount, wrappedSolAccount, ...tipAccounts];
  const lookedUp = outright.find((account) => message.lookedUp.includes(account));
  if (lookedUp !== undefined) return refuseWhole('lookup', `${lookedUp} comes from a lookup table`);
  const twice = addresses.find((name, index) => addresses.indexOf(name) !== index);
  if (twice !== undefined && twice !== UNRESOLVED) {
    return refuseWhole('accounts', `${twice} stands in it twice`);
  }
  const understood = understandAll(message, policy);
  if (isFault(understood)) return understood;
  const keeper = addresses.find((name) => KEEPERS.has(name));
  if (keeper !== undefined) {
    return refuseWhole('accounts', `it names ${keeper}, which no swap has use for`);
  }
  return (
    refuseRepeats(understood) ??
    approveAmounts(understood, policy) ??
    approvePriorityFee(message, understood, policy) ??
    approveSwaps(understood, policy) ??
    requirePostConditions(understood, policy)
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
    if (message.version === 1 && BUDGET_KINDS.has(meaning.kind)) {
      return refuse(instruction, 'compute-budget', 'in version 1 the header says this');
    }
    understood.push({ instruction, meaning });
  }
  return understood;
}

/** Doing one of these twice would double what it costs. */
const AT_MOST_ONCE: ReadonlySet<Meaning['kind']> = new Set<Meaning['kind']>([
  ...BUDGET_KINDS,
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
  return undefined;
}

function approvePriorityFee(
  { budget }: DecodedMessage,
  understood: readonly Understood[],
  { priorityFeeLamportsMax }: SignPolicy,
): Fault | undefined {
  const units =
    budget === undefined
      ? amountOf(understood, 'compute-unit-limit')
      : BigInt(budget.computeUnitLimit);
  const lamports =
    budget === undefined
      ? priorityFeeLamports(amountOf(understood, 'compute-unit-price'), units)
      : budget.priorityFeeLamports;
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
  const after = understood
    .slice(swapIndex + 1)
    .map(({ meaning }) => meaning)
    .filter(({ kind }) => kind !== 'memo');
  const asserts = (account: string, unitsMin: bigint, from = 0): boolean =>
    after
      .slice(from)
      .some(
        (meaning) =>
          meaning.kind === 'assert-token' &&
          meaning.account === account &&
          meaning.units >= unitsMin,
      );
  if (!policy.closesTokenAccount) {
    const revoked = after.findIndex(({ kind }) => kind === 'revoke');
    if (revoked < 0) return refuseWhole('post-condition', 'no delegate is revoked after the swap');
    // Behind the revocation only the owner can make the transfer, so this asserts him as well.
    if (!asserts(policy.tokenAccount, policy.tokenUnitsMin, revoked)) {
      return refuseWhole('post-condition', 'the token balance is not asserted after the swap');
    }
    if (!after.some(({ kind }) => kind === 'assert-closer')) {
      return refuseWhole('post-condition', 'no close authority is ruled out after the swap');
    }
  }
  const { wrappedSolAccount, wrappedSolUnitsMin } = policy;
  if (wrappedSolUnitsMin > 0n && !asserts(wrappedSolAccount, wrappedSolUnitsMin)) {
    return refuseWhole('post-condition', 'the wrapped SOL is not asserted after the swap');
  }
  const closes = (account: string): boolean =>
    after.some((meaning) => meaning.kind === 'close' && meaning.account === account);
  if (!closes(wrappedSolAccount)) {
    return refuseWhole('close', 'the wrapped SOL is not unwrapped after the swap');
  }
  // An account that stays open would have to be asserted, and whoever may spend from it ruled out.
  if (policy.closesTokenAccount && !closes(policy.tokenAccount)) {
    return refuseWhole('close', 'the token account is not closed after the swap');
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
