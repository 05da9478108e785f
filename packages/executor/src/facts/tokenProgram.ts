import { TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { address, getU64Decoder, type Address } from '@solana/kit';
import { fault, type Fault } from '@quantbot/core';

import type { ChainAccount } from '../chain/chainNode.ts';
import { addressText } from '../transaction/addressText.ts';
import { readTokenRisks, type MintExtension, type TokenRisks } from './tokenRisks.ts';

export { TOKEN_PROGRAM_ADDRESS };

/** Token-2022, the token program with extensions. */
export const TOKEN_2022_PROGRAM_ADDRESS = address('TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb');

/** What a trade needs to know of a mint. Only its risks can change once the mint exists. */
export interface MintFacts extends TokenRisks {
  readonly mint: Address;
  readonly tokenProgram: Address;
  readonly decimals: number;
  /** Extension under which whole tokens have no fixed number of base units, when it has one. */
  readonly amountExtension: string | undefined;
  /** True when a transfer may withhold a fee, after which an account cannot simply be closed. */
  readonly hasTransferFee: boolean;
}

/** What a trade needs to know of a token account. */
export interface TokenAccountFacts {
  readonly mint: Address;
  readonly owner: Address;
  /** Base units. */
  readonly units: bigint;
}

/** Layout of the base mint and account, shared by both token programs (SPL Token interface). */
const MINT_BYTES = 82;
const MINT_DECIMALS_OFFSET = 44;
const MINT_INITIALIZED_OFFSET = 45;
const ACCOUNT_BYTES = 165;
const ACCOUNT_OWNER_OFFSET = 32;
const ACCOUNT_AMOUNT_OFFSET = 64;
const ACCOUNT_DELEGATE_OFFSET = 72;
const ACCOUNT_STATE_OFFSET = 108;
const ACCOUNT_CLOSE_AUTHORITY_OFFSET = 129;
/** Stands before a value that may be absent. */
const OPTION_TAG_BYTES = 4;

/** Token-2022 marks what a longer account is after the base layout; extensions follow it. */
const ACCOUNT_TYPE_OFFSET = 165;
const ACCOUNT_TYPE_MINT = 1;
const EXTENSION_HEADER_BYTES = 4;
const EXTENSION_TRANSFER_FEE_CONFIG = 1;
const EXTENSION_CPI_GUARD = 11;
const AMOUNT_EXTENSIONS: ReadonlyMap<number, string> = new Map([
  [10, 'InterestBearingConfig'],
  [25, 'ScaledUiAmountConfig'],
]);

/** Reads a mint, or says why the account is none. */
export function readMint(mint: Address, account: ChainAccount | null): MintFacts | Fault {
  if (account === null) return fault('MINT__NOT_FOUND', { mint });
  const tokenProgram = tokenProgramOf(account.owner);
  const { data, owner } = account;
  const isMint =
    data[MINT_INITIALIZED_OFFSET] === 1 &&
    (data.length === MINT_BYTES || data[ACCOUNT_TYPE_OFFSET] === ACCOUNT_TYPE_MINT);
  if (tokenProgram === undefined || !isMint) return fault('MINT__NOT_A_TOKEN', { mint, owner });
  const extensions = data.length === MINT_BYTES ? [] : readExtensions(data);
  return {
    mint,
    tokenProgram,
    decimals: data[MINT_DECIMALS_OFFSET] ?? 0,
    amountExtension: extensions.map(({ type }) => AMOUNT_EXTENSIONS.get(type)).find(Boolean),
    hasTransferFee: extensions.some(({ type }) => type === EXTENSION_TRANSFER_FEE_CONFIG),
    ...readTokenRisks(data, extensions),
  };
}

const u64 = getU64Decoder();

/**
 * Whether the owner of a token account has locked it against every program that is called with his
 * signature, as swaps are.
 */
export function isGuarded({ data }: ChainAccount): boolean {
  return readExtensions(data).some(
    ({ type, data: value }) => type === EXTENSION_CPI_GUARD && value[0] === 1,
  );
}

/** Reads a token account, `undefined` when the account is none or not initialised. */
export function readTokenAccount(account: ChainAccount | null): TokenAccountFacts | undefined {
  if (account === null || tokenProgramOf(account.owner) === undefined) return undefined;
  const { data } = account;
  if (data.length < ACCOUNT_BYTES || data[ACCOUNT_STATE_OFFSET] === 0) return undefined;
  return {
    mint: addressText(data),
    owner: addressText(data, ACCOUNT_OWNER_OFFSET),
    units: u64.decode(data, ACCOUNT_AMOUNT_OFFSET),
  };
}

/** Who may spend from a token account besides its owner, and who may close it. */
export interface TokenAccountPowers {
  readonly owner: Address;
  readonly delegate: Address | undefined;
  readonly closeAuthority: Address | undefined;
}

/** Reads who has power over a token account, `undefined` when the account is none. */
export function readTokenPowers(account: ChainAccount | null): TokenAccountPowers | undefined {
  const held = readTokenAccount(account);
  if (account === null || held === undefined) return undefined;
  const { data } = account;
  const optional = (offset: number): Address | undefined =>
    data[offset] === 1 ? addressText(data, offset + OPTION_TAG_BYTES) : undefined;
  return {
    owner: held.owner,
    delegate: optional(ACCOUNT_DELEGATE_OFFSET),
    closeAuthority: optional(ACCOUNT_CLOSE_AUTHORITY_OFFSET),
  };
}

function tokenProgramOf(owner: string): Address | undefined {
  return [TOKEN_PROGRAM_ADDRESS, TOKEN_2022_PROGRAM_ADDRESS].find((program) => program === owner);
}

function readExtensions(data: Uint8Array): MintExtension[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const extensions: MintExtension[] = [];
  let offset = ACCOUNT_TYPE_OFFSET + 1;
  while (offset + EXTENSION_HEADER_BYTES <= data.length) {
    const type = view.getUint16(offset, true);
    if (type === 0) break;
    const begin = offset + EXTENSION_HEADER_BYTES;
    const end = begin + view.getUint16(offset + 2, true);
    extensions.push({ type, data: data.subarray(begin, end) });
    offset = end;
  }
  return extensions;
}
