import { AccountState, getTokenDecoder, getTokenSize } from '@solana-program/token';
import { getU64Decoder, unwrapOption } from '@solana/kit';

import type { OwnedAccount } from '../chain/chainNode.ts';
import { TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { WRAPPED_SOL } from '../facts/walletAccounts.ts';

/** Why a token account is left as it is. */
export const KEPT_REASONS = {
  'not-ours': 'it is no token account of this wallet',
  'holds-value': 'it holds tokens',
  'in-use': 'an open trade uses it',
  frozen: 'it is frozen',
  'foreign-close-authority': 'somebody else may close it',
  'withheld-fees': 'fees of its mint are withheld in it',
  'unknown-extension': 'it has an extension that is not understood',
} as const;

/** Why a token account is left as it is. */
export type KeptReason = keyof typeof KEPT_REASONS;

/** A token account of the wallet, and what may be done with it. */
export interface JudgedTokenAccount {
  readonly address: string;
  readonly mint: string;
  readonly tokenProgram: string;
  /** Lamports that closing it brings back. */
  readonly lamports: bigint;
  /** Base units in it; of wrapped SOL they come back with the lamports. */
  readonly units: bigint;
  /** `closable`, or why not. */
  readonly verdict: 'closable' | KeptReason;
}

/** What an account is judged by. */
export interface AccountsInUse {
  readonly wallet: string;
  /** Mints that open trades move, wrapped SOL included while any is open. */
  readonly mints: ReadonlySet<string>;
}

/** Token-2022 marks what a longer account is after the base layout; extensions follow it. */
const ACCOUNT_TYPE_ACCOUNT = 2;
const EXTENSION_HEADER_BYTES = 4;
const TRANSFER_FEE_AMOUNT = 2;
/** Extensions that hold nothing and hinder no close: immutable owner, memo, CPI guard and markers. */
const HARMLESS_EXTENSIONS: ReadonlySet<number> = new Set([7, 8, 11, 13, 15, 27]);

/**
 * Tells whether a token account may be closed without loss: it is the wallet's own, empty or wrapped
 * SOL, in nobody's use, and nothing in it is unknown.
 */
export function judgeTokenAccount(
  account: OwnedAccount,
  { wallet, mints }: AccountsInUse,
): JudgedTokenAccount {
  const { address, owner: tokenProgram, lamports, data } = account;
  const known = { address, tokenProgram, lamports };
  if (data.length < getTokenSize()) {
    return { ...known, mint: '', units: 0n, verdict: 'not-ours' };
  }
  const { mint, owner, amount: units, state, closeAuthority } = getTokenDecoder().decode(data);
  const judged = { ...known, mint, units };
  const authority = unwrapOption(closeAuthority) ?? wallet;
  const isWrapped = mint === WRAPPED_SOL && tokenProgram === TOKEN_PROGRAM_ADDRESS;
  if (owner !== wallet || state === AccountState.Uninitialized) {
    return { ...judged, verdict: 'not-ours' };
  }
  if (units > 0n && !isWrapped) return { ...judged, verdict: 'holds-value' };
  if (mints.has(mint)) return { ...judged, verdict: 'in-use' };
  if (state !== AccountState.Initialized) return { ...judged, verdict: 'frozen' };
  if (authority !== wallet) return { ...judged, verdict: 'foreign-close-authority' };
  return { ...judged, verdict: judgeExtensions(data) ?? 'closable' };
}

/** What lies behind the base layout must be understood to the last byte. */
function judgeExtensions(data: Uint8Array): KeptReason | undefined {
  const base = getTokenSize();
  if (data.length === base) return undefined;
  if (data[base] !== ACCOUNT_TYPE_ACCOUNT) return 'unknown-extension';
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let offset = base + 1;
  while (offset < data.length) {
    const rest = data.subarray(offset);
    if (rest.every((byte) => byte === 0)) return undefined;
    if (rest.length < EXTENSION_HEADER_BYTES) return 'unknown-extension';
    const type = view.getUint16(offset, true);
    const length = view.getUint16(offset + 2, true);
    const content = rest.subarray(EXTENSION_HEADER_BYTES, EXTENSION_HEADER_BYTES + length);
    if (content.length !== length) return 'unknown-extension';
    if (type === TRANSFER_FEE_AMOUNT) {
      if (length !== 8) return 'unknown-extension';
      if (getU64Decoder().decode(content) > 0n) return 'withheld-fees';
    } else if (!HARMLESS_EXTENSIONS.has(type)) {
      return 'unknown-extension';
    }
    offset += EXTENSION_HEADER_BYTES + length;
  }
  return undefined;
}
