import type { Address } from '@solana/kit';
import { fault, isFault, type Fault } from '@quantbot/core';

import type { AccountsReading, ChainAccount } from '../chain/chainNode.ts';
import {
  isGuarded,
  readMint,
  readTokenAccount,
  TOKEN_PROGRAM_ADDRESS,
  type MintFacts,
} from './tokenProgram.ts';

/** A token account of the wallet, there or not. */
export interface HeldAccount {
  readonly address: Address;
  readonly exists: boolean;
  /** Base units, 0 when the account is not there. */
  readonly units: bigint;
  /** Set where no program may spend from it. */
  readonly isGuarded?: true;
}

/** SOL of the wallet, as one operator tells it. */
export interface SolView {
  /** Slot at which it was so. */
  readonly slot: bigint;
  readonly lamports: bigint;
}

/** Everything about the wallet and the token that a trade starts from. */
export interface WalletFacts {
  readonly wallet: Address;
  /** What each operator tells that was believed: one, or two where two are required. */
  readonly sol: readonly SolView[];
  readonly mint: MintFacts;
  /** Its units are the most that one of them tells: what post-conditions start from. */
  readonly tokenAccount: HeldAccount;
  /** Base units of the token, the least that one of them tells: what may be sold. */
  readonly sellableUnits: bigint;
  /** Its units are the most that one of them tells. */
  readonly wrappedSol: HeldAccount;
}

/** Accounts that a view is read from. */
export interface WalletPlaces {
  readonly wallet: Address;
  readonly mint: Address;
  /** Where the wallet holds the mint if it is one of the classic token program. */
  readonly token: Address;
  readonly token2022: Address;
  readonly wrappedSol: Address;
}

/** The wallet and the token as one operator shows them at one slot. */
export interface WalletView extends SolView {
  readonly operator: string;
  /** False for a wallet that never had any SOL, or has none left. */
  readonly isThere: boolean;
  /** Why there is nothing to trade, where the mint is none. */
  readonly holding: Holding | Fault;
}

interface Holding {
  readonly mint: MintFacts;
  readonly tokenAccount: HeldAccount;
  readonly wrappedSol: HeldAccount;
}

/** Addresses of a view, in the order in which they are asked for. */
export function placesAsked({ wallet, mint, ...held }: WalletPlaces): readonly Address[] {
  return [wallet, mint, held.token, held.token2022, held.wrappedSol];
}

/** Reads the answer to `placesAsked`. */
export function readWalletView(
  operator: string,
  { slot, accounts }: AccountsReading,
  places: WalletPlaces,
): WalletView {
  const [wallet = null, mintAccount = null, ...held] = accounts;
  const lamports = wallet?.lamports ?? 0n;
  const mint = readMint(places.mint, mintAccount);
  const holding = isFault(mint) ? mint : { mint, ...holdingOf(mint, places, held) };
  return { operator, slot, lamports, isThere: wallet !== null, holding };
}

function holdingOf(
  { tokenProgram }: MintFacts,
  { token, token2022, wrappedSol }: WalletPlaces,
  [inToken = null, inToken2022 = null, wrapped = null]: ReadonlyArray<ChainAccount | null>,
): Omit<Holding, 'mint'> {
  const isClassic = tokenProgram === TOKEN_PROGRAM_ADDRESS;
  return {
    tokenAccount: isClassic ? heldAccount(token, inToken) : heldAccount(token2022, inToken2022),
    wrappedSol: heldAccount(wrappedSol, wrapped),
  };
}

function heldAccount(address: Address, account: ChainAccount | null): HeldAccount {
  const held = readTokenAccount(account);
  if (account === null || held === undefined) return { address, exists: false, units: 0n };
  const { units } = held;
  return { address, exists: true, units, ...(isGuarded(account) && { isGuarded: true }) };
}

/** Lamports that open trades of ours may have taken since a slot. */
export type MayHaveLeft = (slot: bigint) => bigint;

/**
 * Whether two operators tell the same, as far as honest ones must: their slots differ, and trades of
 * ours land at every slot. So the newer may show less SOL, by no more than those may have taken, or
 * more, which a sell or a gift has brought. No other trade of the token is under way meanwhile, so
 * its balance is the same for both.
 */
export function areAlike(one: WalletView, other: WalletView, mayHaveLeft: MayHaveLeft): boolean {
  const isOlder = one.slot === other.slot ? one.lamports > other.lamports : one.slot < other.slot;
  const [older, newer] = isOlder ? [one, other] : [other, one];
  if (newer.lamports + mayHaveLeft(older.slot) < older.lamports) return false;
  return balancesOf(one) === balancesOf(other) && shapeOf(one) === shapeOf(other);
}

function balancesOf({ holding }: WalletView): string {
  if (isFault(holding)) return holding.code;
  return `${holding.tokenAccount.units} ${holding.wrappedSol.units}`;
}

/** What no balance is: what kind of token it is, and which accounts there are. */
function shapeOf({ holding }: WalletView): string {
  if (isFault(holding)) return holding.code;
  const { mint, tokenAccount, wrappedSol } = holding;
  const { exists, isGuarded: isLocked = false } = tokenAccount;
  return JSON.stringify([mint, exists, isLocked, wrappedSol.exists]);
}

/**
 * Makes one of what operators tell. Where they tell different balances, one of them lags or lies,
 * and each figure is taken as it lets the least leave: post-conditions start from the most that is
 * told, and no more may be spent than the least. What is no balance has to be told the same.
 *
 * @param views - Of one operator each; of two that tell the same of all that is no balance, where
 * there are more.
 */
export function mergeViews(views: readonly WalletView[], wallet: Address): WalletFacts | Fault {
  const believed = pairOfOneShape(views) ?? views;
  const [first, ...others] = believed;
  if (first === undefined) throw new TypeError('there is nothing to make facts of');
  const other = others.find((view) => shapeOf(view) !== shapeOf(first));
  if (other !== undefined) return contradiction(first, other);
  if (isFault(first.holding)) return first.holding;
  const guarded = guardFault(first.holding);
  if (guarded !== undefined) return guarded;
  if (believed.every(({ isThere }) => !isThere)) {
    return fault('WALLET__SOL_BELOW_REQUIRED', { wallet, lamports: 0n });
  }
  const { mint, tokenAccount, wrappedSol } = first.holding;
  const units = (of: 'tokenAccount' | 'wrappedSol'): readonly bigint[] =>
    believed.map(({ holding }) => (isFault(holding) ? 0n : holding[of].units));
  return {
    wallet,
    sol: believed.map(({ slot, lamports }) => ({ slot, lamports })),
    mint,
    tokenAccount: { ...tokenAccount, units: units('tokenAccount').reduce(higher) },
    sellableUnits: units('tokenAccount').reduce(lower),
    wrappedSol: { ...wrappedSol, units: units('wrappedSol').reduce(higher) },
  };
}

function guardFault({ mint, tokenAccount }: Holding): Fault | undefined {
  if (tokenAccount.isGuarded === undefined) return undefined;
  return fault('WALLET__ACCOUNT_GUARDED', { account: tokenAccount.address, mint: mint.mint });
}

function pairOfOneShape(views: readonly WalletView[]): readonly WalletView[] | undefined {
  for (const [at, one] of views.entries()) {
    const other = views.slice(at + 1).find((view) => shapeOf(view) === shapeOf(one));
    if (other !== undefined) return [one, other];
  }
  return undefined;
}

function contradiction(one: WalletView, other: WalletView): Fault {
  return fault('RPC__OPERATORS_CONTRADICT', {
    operators: [one.operator, other.operator].join(' and '),
    detail: differenceOf(one, other),
  });
}

function differenceOf(one: WalletView, other: WalletView): string {
  const { holding: left } = one;
  const { holding: right } = other;
  if (isFault(left) || isFault(right)) {
    const problem = isFault(left) ? left : (right as Fault);
    return `one of them says: ${problem.message}`;
  }
  if (JSON.stringify(left.mint) !== JSON.stringify(right.mint)) {
    return `mint ${left.mint.mint} has another program, other decimals or other powers for each`;
  }
  if (left.tokenAccount.isGuarded !== right.tokenAccount.isGuarded) {
    return `token account ${left.tokenAccount.address} has the CPI guard on for one of them only`;
  }
  const isToken = left.tokenAccount.exists !== right.tokenAccount.exists;
  const { address } = isToken ? left.tokenAccount : left.wrappedSol;
  return `token account ${address} is there for one of them only`;
}

function higher(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}

function lower(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}
