import {
  getSetComputeUnitLimitInstruction,
  getSetComputeUnitPriceInstruction,
} from '@solana-program/compute-budget';
import {
  AccountRole,
  appendTransactionMessageInstructions,
  compressTransactionMessageUsingAddressLookupTables,
  createTransactionMessage,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Address,
  type Blockhash,
  type Instruction,
} from '@solana/kit';
import { fault, type Fault, type SwapInstruction } from '@quantbot/core';

import type { FreshBlockhash } from '../facts/chainFacts.ts';
import { closingInstructions, instructionsBeforeSwap, tipInstruction } from './ownInstructions.ts';
import { conditionsBeforeUnwrap, solFloorCondition, tokenCondition } from './postConditions.ts';
import type { TradePlan } from './tradePlan.ts';
import { unsignedWire } from '../transaction/wireTransaction.ts';
import { compileMessage } from './compileMessage.ts';
import { writeMessage } from './writeMessage.ts';

/** A compiled message that nobody has approved yet. */
export interface DraftTransaction {
  readonly messageBytes: Uint8Array;
  /** Addresses that the transaction writes to, as far as the message itself names them. */
  readonly writableAccounts: readonly string[];
}

/** Largest transaction the network takes (IPv6 minimum transmission unit less headers). */
const TRANSACTION_BYTES_MAX = 1_232;

/**
 * Builds the transaction of a plan: version 0, one signer. From the venue comes the swap
 * instruction and nothing else.
 */
export function buildTransaction(
  plan: TradePlan,
  blockhash: FreshBlockhash,
): DraftTransaction | Fault {
  const instructions: Instruction[] = [
    getSetComputeUnitLimitInstruction({ units: plan.computeUnitLimitMax }),
    getSetComputeUnitPriceInstruction({ microLamports: plan.computeUnitPrice }),
    ...instructionsBeforeSwap(plan),
    compressedSwap(plan),
    ...conditionsBeforeUnwrap(plan),
    ...tokenCondition(plan),
    ...closingInstructions(plan),
    ...tipInstruction(plan),
    solFloorCondition(plan),
  ];
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (empty) => setTransactionMessageFeePayer(plan.wallet, empty),
    (paid) =>
      setTransactionMessageLifetimeUsingBlockhash(
        {
          blockhash: blockhash.blockhash as Blockhash,
          lastValidBlockHeight: blockhash.lastValidBlockHeight,
        },
        paid,
      ),
    (alive) => appendTransactionMessageInstructions(instructions, alive),
  );
  const messageBytes = writeMessage(compileMessage(message));
  const bytes = unsignedWire(messageBytes).length;
  if (bytes > TRANSACTION_BYTES_MAX) {
    return fault('BUILD__TRANSACTION_TOO_LARGE', { bytes, bytesMax: TRANSACTION_BYTES_MAX });
  }
  return { messageBytes, writableAccounts: writableAccounts(plan.swapInstruction) };
}

/**
 * Accounts of the wallet and the tip account are named outright, whatever a table holds: one that
 * came from a table would be another account if the table were not what we were told, in the swap
 * and in the post-conditions alike, for compiling gives an address one place for all instructions.
 */
function compressedSwap(plan: TradePlan): Instruction {
  const swap = swapInstructionOf(plan.swapInstruction);
  if (Object.keys(plan.lookupTables).length === 0) return swap;
  const alone = appendTransactionMessageInstructions(
    [swap],
    setTransactionMessageFeePayer(plan.wallet, createTransactionMessage({ version: 0 })),
  );
  const compressed = compressTransactionMessageUsingAddressLookupTables(
    alone,
    lookupTables(plan.lookupTables),
  ).instructions[0];
  const { wallet, tokenAccount, wrappedSol, tip } = plan;
  const outright = [wallet, tokenAccount.address, wrappedSol.address, tip?.account];
  const accounts = swap.accounts.map((account, index) =>
    outright.includes(account.address) ? account : (compressed?.accounts?.[index] ?? account),
  );
  return { ...swap, accounts };
}

function swapInstructionOf(swap: SwapInstruction) {
  return {
    programAddress: swap.programAddress as Address,
    accounts: swap.accounts.map((account) => ({
      address: account.address as Address,
      role: roleOf(account),
    })),
    data: swap.data,
  };
}

function roleOf(account: { isSigner: boolean; isWritable: boolean }): AccountRole {
  if (account.isSigner) {
    return account.isWritable ? AccountRole.WRITABLE_SIGNER : AccountRole.READONLY_SIGNER;
  }
  return account.isWritable ? AccountRole.WRITABLE : AccountRole.READONLY;
}

/** The tables were compared with the chain's own, entry by entry. */
function lookupTables(tables: TradePlan['lookupTables']): Record<Address, Address[]> {
  return Object.fromEntries(
    Object.entries(tables).map(([table, addresses]) => [table, addresses as Address[]]),
  );
}

function writableAccounts(swap: SwapInstruction): string[] {
  return swap.accounts.filter((account) => account.isWritable).map((account) => account.address);
}
