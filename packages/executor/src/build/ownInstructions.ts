import {
  getCloseAccountInstruction,
  getCreateAssociatedTokenIdempotentInstruction,
  getSyncNativeInstruction,
  TOKEN_PROGRAM_ADDRESS,
} from '@solana-program/token';
import { getTransferSolInstruction } from '@solana-program/system';
import { createNoopSigner, type Instruction } from '@solana/kit';

import { WRAPPED_SOL } from '../facts/walletAccounts.ts';
import { checkedAddress } from '../transaction/checkedAddress.ts';
import type { TradePlan } from './tradePlan.ts';

/**
 * Instructions before the swap: the accounts it needs, made only if they are not there, and
 * exactly the input wrapped. Ours, never the venue's.
 */
export function instructionsBeforeSwap(plan: TradePlan): Instruction[] {
  const { wallet, mint, tokenAccount, wrappedSol, amountIn, side } = plan;
  const payer = createNoopSigner(wallet);
  const createWrapped = getCreateAssociatedTokenIdempotentInstruction({
    payer,
    ata: wrappedSol.address,
    owner: wallet,
    mint: WRAPPED_SOL,
    tokenProgram: TOKEN_PROGRAM_ADDRESS,
  });
  if (side === 'sell') return [createWrapped];
  const createToken = getCreateAssociatedTokenIdempotentInstruction({
    payer,
    ata: tokenAccount.address,
    owner: wallet,
    mint: mint.mint,
    tokenProgram: mint.tokenProgram,
  });
  return [
    createWrapped,
    ...(tokenAccount.exists ? [] : [createToken]),
    getTransferSolInstruction({ source: payer, destination: wrappedSol.address, amount: amountIn }),
    getSyncNativeInstruction({ account: wrappedSol.address }),
  ];
}

/**
 * Instructions that unwrap what is wrapped and close what is empty. They end the life of every
 * temporary account inside the same transaction, so concurrent trades of a wallet share none.
 */
export function closingInstructions(plan: TradePlan): Instruction[] {
  const { wallet, mint, tokenAccount, wrappedSol, closesTokenAccount } = plan;
  const owner = createNoopSigner(wallet);
  const unwrap = getCloseAccountInstruction({
    account: wrappedSol.address,
    destination: wallet,
    owner,
  });
  if (!closesTokenAccount) return [unwrap];
  const close = getCloseAccountInstruction(
    { account: tokenAccount.address, destination: wallet, owner },
    { programAddress: mint.tokenProgram },
  );
  return [unwrap, close];
}

/** The block engine's tip: inside the swap transaction, so a trade that fails pays none. */
export function tipInstruction(plan: TradePlan): Instruction[] {
  if (plan.tip === undefined) return [];
  return [
    getTransferSolInstruction({
      source: createNoopSigner(plan.wallet),
      destination: checkedAddress(plan.tip.account),
      amount: plan.tip.lamports,
    }),
  ];
}
