import { createNoopSigner, type Address, type Instruction } from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import {
  findAssociatedTokenPda,
  getCloseAccountInstruction,
  getCreateAssociatedTokenIdempotentInstruction,
  getSyncNativeInstruction,
} from '@solana-program/token';

import type { PoolSide } from '../program/poolAddresses.ts';
import { WRAPPED_SOL } from '../setup/sandboxPool.ts';
import type { Route } from './findRoute.ts';
import type { BuildQuery } from './parseBuildQuery.ts';

/** What surrounds the swap: the wallet's token accounts before and after it. */
export interface WalletInstructions {
  readonly source: Address;
  readonly destination: Address;
  readonly setup: readonly Instruction[];
  readonly cleanup: Instruction | undefined;
}

/**
 * Prepares the taker's token accounts: missing ones are created, SOL is wrapped before a buy and
 * the wrapped account is closed at the end, unless the request says otherwise.
 */
export async function createWalletInstructions(
  { source, destination }: Route,
  query: BuildQuery,
): Promise<WalletInstructions> {
  const { taker, wrapAndUnwrapSol, destinationTokenAccount } = query;
  const payer = query.payer ?? taker;
  const sourceAccount = await findTokenAccount(taker, source);
  const ownDestination = await findTokenAccount(taker, destination);
  const setup: Instruction[] = [];
  if (source === WRAPPED_SOL && wrapAndUnwrapSol) {
    setup.push(createTokenAccount({ payer, owner: taker, account: sourceAccount, side: source }));
    setup.push(...wrapSol(taker, sourceAccount, query.amount));
  }
  if (destinationTokenAccount === undefined && (destination !== WRAPPED_SOL || wrapAndUnwrapSol)) {
    const account = ownDestination;
    setup.push(createTokenAccount({ payer, owner: taker, account, side: destination }));
  }
  const wrapped = source === WRAPPED_SOL ? sourceAccount : ownDestination;
  const leavesWrapped = destination === WRAPPED_SOL && destinationTokenAccount !== undefined;
  return {
    source: sourceAccount,
    destination: destinationTokenAccount ?? ownDestination,
    setup,
    cleanup: wrapAndUnwrapSol && !leavesWrapped ? closeWrapped(taker, wrapped) : undefined,
  };
}

async function findTokenAccount(owner: Address, side: PoolSide): Promise<Address> {
  const [account] = await findAssociatedTokenPda({ owner, ...side });
  return account;
}

function createTokenAccount(facts: {
  payer: Address;
  owner: Address;
  account: Address;
  side: PoolSide;
}): Instruction {
  return getCreateAssociatedTokenIdempotentInstruction({
    payer: createNoopSigner(facts.payer),
    ata: facts.account,
    owner: facts.owner,
    ...facts.side,
  });
}

function wrapSol(taker: Address, account: Address, amount: bigint): Instruction[] {
  return [
    getTransferSolInstruction({ source: createNoopSigner(taker), destination: account, amount }),
    getSyncNativeInstruction({ account }),
  ];
}

function closeWrapped(taker: Address, account: Address): Instruction {
  return getCloseAccountInstruction({
    account,
    destination: taker,
    owner: createNoopSigner(taker),
  });
}
