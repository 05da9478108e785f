import { fault, type Fault, type TradeSide } from '@quantbot/core';

import type { RentFacts } from '../facts/chainFacts.ts';
import type { WalletFacts } from '../facts/walletView.ts';
import { TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';

/**
 * Lamports that no open trade of ours may take, by what one operator tells and by another: one of
 * them may lag or lie.
 */
export interface FreeLamports {
  /** What may be spent. */
  readonly least: bigint;
  /** What the balance asserted on chain starts from. */
  readonly most: bigint;
}

/** What a trade may take out of the wallet's SOL. */
export interface SolNeeds {
  readonly side: TradeSide;
  readonly facts: WalletFacts;
  readonly free: FreeLamports;
  readonly rent: RentFacts;
  /** Base units of the input. */
  readonly amountIn: bigint;
  readonly baseFeeLamports: bigint;
  readonly priorityFeeLamportsMax: bigint;
  readonly tipLamports: bigint;
  /** Lamports that stay, whatever happens. */
  readonly solReserveLamportsMin: bigint;
}

/** How a trade changes the wallet's SOL at worst. */
export interface SolOutlay {
  /** Lamports that are gone when the trade has ended. */
  readonly outlayLamports: bigint;
  /** Part of it that a new token account locks; 0 where none is made. */
  readonly tokenRentLamports: bigint;
  /** Lamports the wallet still holds at the end, asserted on chain. */
  readonly solFloorLamports: bigint;
}

/**
 * Checks that the wallet can pay for the trade and keeps its reserve, and works out the balance
 * that the transaction asserts at its end. The wallet always keeps the rent of an empty account:
 * below it the network refuses a fee payer.
 */
export function solGate(needs: SolNeeds): SolOutlay | Fault {
  const { facts, rent, side } = needs;
  const fees = needs.baseFeeLamports + needs.priorityFeeLamportsMax + needs.tipLamports;
  const spent = side === 'buy' ? needs.amountIn : 0n;
  const tokenRent = side === 'buy' && !facts.tokenAccount.exists ? rentOf(facts, rent) : 0n;
  const outlayLamports = spent + fees + tokenRent;
  // Wrapped SOL is closed at the end of the transaction, but its rent must be there until then.
  const advanced = facts.wrappedSol.exists ? 0n : rent.tokenAccountLamports;
  const kept = max(needs.solReserveLamportsMin, rent.walletLamports);
  const lamportsRequired = outlayLamports + advanced + kept;
  const { least, most } = needs.free;
  if (least < lamportsRequired) {
    const held = max(least, 0n);
    return fault('WALLET__SOL_BELOW_REQUIRED', {
      wallet: facts.wallet,
      lamports: held,
      lamportsRequired,
    });
  }
  const solFloorLamports = most - outlayLamports;
  return { outlayLamports, tokenRentLamports: tokenRent, solFloorLamports };
}

function rentOf(facts: WalletFacts, rent: RentFacts): bigint {
  return facts.mint.tokenProgram === TOKEN_PROGRAM_ADDRESS
    ? rent.tokenAccountLamports
    : rent.extendedTokenAccountLamports;
}

function max(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
