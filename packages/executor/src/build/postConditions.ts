import { getTransferSolInstruction } from '@solana-program/system';
import {
  AuthorityType,
  getRevokeInstruction,
  getSetAuthorityInstruction,
  getTransferCheckedInstruction,
  TOKEN_PROGRAM_ADDRESS,
} from '@solana-program/token';
import { createNoopSigner, type Address, type Instruction } from '@solana/kit';
import { SOL_DECIMALS } from '@quantbot/core';

import { WRAPPED_SOL } from '../facts/walletAccounts.ts';
import type { TradePlan } from './tradePlan.ts';

/*
 * A transfer from an account to itself moves nothing, costs nothing, and succeeds only if the
 * amount is there. Standing behind the swap it makes the whole transaction fail unless the wallet
 * holds what it must, whatever the swap program did and whatever a simulation said.
 */

/**
 * Post-conditions that must stand before wrapped SOL is unwrapped: what came in on a sell, and
 * that no earlier wrapped SOL went out on a buy.
 */
export function conditionsBeforeUnwrap(plan: TradePlan): Instruction[] {
  const { wrappedSol, side, minimumOut } = plan;
  const required = wrappedSol.units + (side === 'sell' ? minimumOut : 0n);
  if (required === 0n) return [];
  return [
    holds(plan, {
      account: wrappedSol.address,
      mint: WRAPPED_SOL,
      tokenProgram: TOKEN_PROGRAM_ADDRESS,
      decimals: SOL_DECIMALS,
      units: required,
    }),
  ];
}

/**
 * Post-conditions on the token account, which outlives the transaction: nobody may spend from it
 * but its owner, that is the wallet, and it holds what was received on a buy, or lacks no more than
 * was sold. Revoking comes first, because a delegate could make the transfer as well: an account
 * that a swap program has given away, with the wallet as its delegate, would look like ours. Naming
 * no close authority succeeds only where nobody else is one: he could keep an exit from closing the
 * account, and take its rent.
 */
export function tokenCondition(plan: TradePlan): Instruction[] {
  const { tokenAccount, mint, side, amountIn, minimumOut, closesTokenAccount } = plan;
  if (closesTokenAccount) return [];
  const { tokenProgram } = mint;
  const owner = createNoopSigner(plan.wallet);
  return [
    getRevokeInstruction({ source: tokenAccount.address, owner }, { programAddress: tokenProgram }),
    holds(plan, {
      account: tokenAccount.address,
      mint: mint.mint,
      tokenProgram,
      decimals: mint.decimals,
      units: side === 'buy' ? tokenAccount.units + minimumOut : tokenAccount.units - amountIn,
    }),
    getSetAuthorityInstruction(
      {
        owned: tokenAccount.address,
        owner,
        authorityType: AuthorityType.CloseAccount,
        newAuthority: null,
      },
      { programAddress: tokenProgram },
    ),
  ];
}

/** Post-condition on SOL: the wallet keeps its floor. Stands last in every transaction. */
export function solFloorCondition(plan: TradePlan): Instruction {
  return getTransferSolInstruction({
    source: createNoopSigner(plan.wallet),
    destination: plan.wallet,
    amount: plan.solFloorLamports,
  });
}

interface Holding {
  readonly account: Address;
  readonly mint: Address;
  readonly tokenProgram: Address;
  readonly decimals: number;
  readonly units: bigint;
}

function holds(plan: TradePlan, holding: Holding): Instruction {
  return getTransferCheckedInstruction(
    {
      source: holding.account,
      mint: holding.mint,
      destination: holding.account,
      authority: createNoopSigner(plan.wallet),
      amount: holding.units,
      decimals: holding.decimals,
    },
    { programAddress: holding.tokenProgram },
  );
}
