import { ASSOCIATED_TOKEN_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { COMPUTE_BUDGET_PROGRAM_ADDRESS } from '@solana-program/compute-budget';
import { SYSTEM_PROGRAM_ADDRESS } from '@solana-program/system';
import { fault, SOL_DECIMALS, type Fault } from '@quantbot/core';

import { TOKEN_2022_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { WRAPPED_SOL } from '../facts/walletAccounts.ts';
import type { DecodedInstruction } from './decodeMessage.ts';
import type { SignPolicy } from './signPolicy.ts';

/** Sysvar that older token instructions carry along. */
const SYSVAR_RENT_ADDRESS = 'SysvarRent111111111111111111111111111111111';

/** Writes text into the log of a transaction and does nothing else (SPL Memo). */
const MEMO_PROGRAM_ADDRESS = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr';

/** What an instruction was understood to do. */
export type Meaning =
  | { readonly kind: 'compute-unit-limit'; readonly units: bigint }
  | { readonly kind: 'compute-unit-price'; readonly microLamports: bigint }
  | { readonly kind: 'heap-frame' }
  | { readonly kind: 'loaded-accounts-limit' }
  | { readonly kind: 'create-account' }
  | { readonly kind: 'wrap'; readonly lamports: bigint }
  | { readonly kind: 'sync-wrapped' }
  | { readonly kind: 'tip'; readonly lamports: bigint }
  | { readonly kind: 'assert-sol'; readonly lamports: bigint }
  | { readonly kind: 'assert-token'; readonly account: string; readonly units: bigint }
  | { readonly kind: 'revoke' }
  | { readonly kind: 'assert-closer' }
  | { readonly kind: 'close'; readonly account: string }
  | { readonly kind: 'memo' }
  | { readonly kind: 'swap' };

/** Tags of instructions that the policy understands. */
const HEAP_FRAME_TAG = 1;
const COMPUTE_UNIT_LIMIT_TAG = 2;
const COMPUTE_UNIT_PRICE_TAG = 3;
const LOADED_ACCOUNTS_LIMIT_TAG = 4;
const CREATE_IDEMPOTENT_TAG = 1;
const SYSTEM_TRANSFER_TAG = 2;
const TOKEN_REVOKE_TAG = 5;
/** `SetAuthority` to nobody of who may close an account; no other form of it is understood. */
const TOKEN_NO_CLOSE_AUTHORITY = [6, 3, 0] as const;
const TOKEN_CLOSE_ACCOUNT_TAG = 9;
const TOKEN_TRANSFER_CHECKED_TAG = 12;
const TOKEN_SYNC_NATIVE_TAG = 17;

/**
 * Reads one instruction against the policy.
 *
 * @returns what it does, or the refusal of anything that is not understood to the last account.
 */
export function understandInstruction(
  instruction: DecodedInstruction,
  policy: SignPolicy,
): Meaning | Fault {
  switch (instruction.programAddress) {
    case COMPUTE_BUDGET_PROGRAM_ADDRESS:
      return understandComputeBudget(instruction);
    case ASSOCIATED_TOKEN_PROGRAM_ADDRESS:
      return understandAccountCreation(instruction, policy);
    case SYSTEM_PROGRAM_ADDRESS:
      return understandSystem(instruction, policy);
    case TOKEN_PROGRAM_ADDRESS:
    case TOKEN_2022_PROGRAM_ADDRESS:
      return understandToken(instruction, policy);
    case MEMO_PROGRAM_ADDRESS:
      return understandMemo(instruction, policy);
    default:
      if (policy.decoders.has(instruction.programAddress)) return { kind: 'swap' };
      return fault('APPROVE__PROGRAM_NOT_ALLOWED', {
        program: instruction.programAddress,
        instructionIndex: instruction.index,
      });
  }
}

/** A refusal of one instruction. */
export function refuse(instruction: DecodedInstruction, rule: string, detail: string): Fault {
  return fault('APPROVE__REFUSED', { rule, detail, instructionIndex: instruction.index });
}

function understandComputeBudget(instruction: DecodedInstruction): Meaning | Fault {
  const { data } = instruction;
  if (data[0] === COMPUTE_UNIT_LIMIT_TAG && data.length === 5) {
    return { kind: 'compute-unit-limit', units: BigInt(viewOf(data).getUint32(1, true)) };
  }
  if (data[0] === COMPUTE_UNIT_PRICE_TAG && data.length === 9) {
    return { kind: 'compute-unit-price', microLamports: viewOf(data).getBigUint64(1, true) };
  }
  if (data[0] === HEAP_FRAME_TAG && data.length === 5) return { kind: 'heap-frame' };
  if (data[0] === LOADED_ACCOUNTS_LIMIT_TAG && data.length === 5) {
    return { kind: 'loaded-accounts-limit' };
  }
  return refuse(instruction, 'compute-budget', `compute budget instruction ${data[0] ?? 'empty'}`);
}

/** The wallet may stand behind its words; another signer there is one too many. */
function understandMemo(instruction: DecodedInstruction, { wallet }: SignPolicy): Meaning | Fault {
  const stranger = addressesOf(instruction).find((address) => address !== wallet);
  return stranger === undefined
    ? { kind: 'memo' }
    : refuse(instruction, 'memo', `it names ${stranger}`);
}

function understandAccountCreation(
  instruction: DecodedInstruction,
  policy: SignPolicy,
): Meaning | Fault {
  const [payer, account, owner, mint, system, program, ...more] = addressesOf(instruction);
  const isIdempotent =
    instruction.data.length === 1 && instruction.data[0] === CREATE_IDEMPOTENT_TAG;
  const isWrapped =
    account === policy.wrappedSolAccount &&
    mint === WRAPPED_SOL &&
    program === TOKEN_PROGRAM_ADDRESS;
  const isToken =
    account === policy.tokenAccount &&
    mint === policy.mint.mint &&
    program === policy.mint.tokenProgram;
  const isWhole = system === SYSTEM_PROGRAM_ADDRESS && more.length === 0;
  const isOurs = payer === policy.wallet && owner === policy.wallet && isWhole;
  return isIdempotent && isOurs && (isWrapped || isToken)
    ? { kind: 'create-account' }
    : refuse(
        instruction,
        'create-account',
        `account ${account ?? 'missing'} of mint ${mint ?? ''}`,
      );
}

function understandSystem(instruction: DecodedInstruction, policy: SignPolicy): Meaning | Fault {
  const { data } = instruction;
  const [source, destination, ...more] = addressesOf(instruction);
  const isTransfer =
    data.length === 12 &&
    more.length === 0 &&
    viewOf(data).getUint32(0, true) === SYSTEM_TRANSFER_TAG;
  if (!isTransfer) return refuse(instruction, 'system', 'only transfers are allowed');
  const lamports = viewOf(data).getBigUint64(4, true);
  if (source !== policy.wallet) {
    return refuse(instruction, 'system', `transfer out of ${source ?? 'nowhere'}`);
  }
  if (destination === policy.wallet) return { kind: 'assert-sol', lamports };
  if (destination === policy.wrappedSolAccount) return { kind: 'wrap', lamports };
  if (destination !== undefined && policy.tipAccounts.includes(destination)) {
    return { kind: 'tip', lamports };
  }
  return refuse(instruction, 'system', `transfer of ${lamports} lamports to ${destination ?? ''}`);
}

function understandToken(instruction: DecodedInstruction, policy: SignPolicy): Meaning | Fault {
  const { data } = instruction;
  const [tag] = data;
  const [account = '', ...others] = addressesOf(instruction);
  const held = heldAccount(instruction, policy);
  if (held === undefined) {
    return refuse(instruction, 'token', `token instruction ${tag ?? 'empty'} on ${account}`);
  }
  if (tag === TOKEN_SYNC_NATIVE_TAG && data.length === 1 && held.mint === WRAPPED_SOL) {
    const isWhole = others.every((other) => other === SYSVAR_RENT_ADDRESS);
    if (isWhole) return { kind: 'sync-wrapped' };
  }
  const { wallet } = policy;
  if (tag === TOKEN_REVOKE_TAG && data.length === 1 && account === policy.tokenAccount) {
    return isSame(others, [wallet])
      ? { kind: 'revoke' }
      : refuse(instruction, 'revoke', `signed for by ${others.join(', ')}`);
  }
  const namesNoCloser =
    data.length === TOKEN_NO_CLOSE_AUTHORITY.length &&
    TOKEN_NO_CLOSE_AUTHORITY.every((byte, at) => data[at] === byte);
  if (namesNoCloser && account === policy.tokenAccount) {
    return isSame(others, [wallet])
      ? { kind: 'assert-closer' }
      : refuse(instruction, 'close-authority', `signed for by ${others.join(', ')}`);
  }
  if (tag === TOKEN_CLOSE_ACCOUNT_TAG && data.length === 1) {
    return isSame(others, [wallet, wallet])
      ? { kind: 'close', account }
      : refuse(instruction, 'close', `account ${account} to ${others[0] ?? ''}`);
  }
  if (tag === TOKEN_TRANSFER_CHECKED_TAG && data.length === 10 && data[9] === held.decimals) {
    return isSame(others, [held.mint, account, wallet])
      ? { kind: 'assert-token', account, units: viewOf(data).getBigUint64(1, true) }
      : refuse(instruction, 'token-transfer', `${account} to ${others[1] ?? ''}`);
  }
  return refuse(instruction, 'token', `token instruction ${tag ?? 'empty'} on ${account}`);
}

/** The account of ours that a token instruction begins with, if its program is the account's. */
function heldAccount({ programAddress, accounts }: DecodedInstruction, policy: SignPolicy) {
  const { wrappedSolAccount, tokenAccount, mint } = policy;
  const address = accounts[0]?.address;
  if (address === wrappedSolAccount && programAddress === TOKEN_PROGRAM_ADDRESS) {
    return { mint: WRAPPED_SOL, decimals: SOL_DECIMALS };
  }
  return address === tokenAccount && programAddress === mint.tokenProgram ? mint : undefined;
}

function isSame(found: readonly string[], expected: readonly string[]): boolean {
  return found.length === expected.length && found.every((name, at) => name === expected[at]);
}

function addressesOf(instruction: DecodedInstruction): string[] {
  return instruction.accounts.map((account) => account.address);
}

function viewOf(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}
