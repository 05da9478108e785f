import { getTransferSolInstruction } from '@solana-program/system';
import {
  getCloseAccountInstruction,
  getCreateAssociatedTokenIdempotentInstruction,
  getSyncNativeInstruction,
  getTransferCheckedInstruction,
  TOKEN_PROGRAM_ADDRESS,
} from '@solana-program/token';
import {
  AccountRole,
  address,
  appendTransactionMessageInstructions,
  compileTransaction,
  createNoopSigner,
  createTransactionMessage,
  getBase58Decoder,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Blockhash,
  type Instruction,
} from '@solana/kit';
import type { SwapInstruction } from '@quantbot/core';

import { associatedTokenAddress } from '../model/derivedAddress.ts';
import type { ModelPool } from '../model/modelPool.ts';
import { COMPUTE_BUDGET_PROGRAM, TOKEN_PROGRAM, WRAPPED_SOL } from '../model/programAddresses.ts';
import type { TestWallet } from '../platform/testing/testWallet.ts';

/** A signed transaction and its name. */
export interface TestTransaction {
  readonly wire: Uint8Array;
  readonly signature: string;
}

/** Compiles and signs instructions. */
export function signTransaction(
  wallet: TestWallet,
  blockhash: string,
  instructions: readonly Instruction[],
): TestTransaction {
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (empty) => setTransactionMessageFeePayer(wallet.address, empty),
    (paid) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash: blockhash as Blockhash, lastValidBlockHeight: 0n },
        paid,
      ),
    (alive) => appendTransactionMessageInstructions(instructions, alive),
  );
  const messageBytes = new Uint8Array(compileTransaction(message).messageBytes);
  const signature = wallet.sign(messageBytes);
  const wire = Uint8Array.from([1, ...signature, ...messageBytes]);
  return { wire, signature: getBase58Decoder().decode(signature) };
}

/** Compute unit limit and price. */
export function budget(units: number, microLamports: bigint): Instruction[] {
  const limit = new Uint8Array(5);
  limit[0] = 2;
  new DataView(limit.buffer).setUint32(1, units, true);
  const price = new Uint8Array(9);
  price[0] = 3;
  new DataView(price.buffer).setBigUint64(1, microLamports, true);
  const programAddress = address(COMPUTE_BUDGET_PROGRAM);
  return [limit, price].map((data) => ({ programAddress, accounts: [], data }));
}

/** A transfer of lamports. */
export function transfer(wallet: TestWallet, to: string, lamports: bigint): Instruction {
  return getTransferSolInstruction({
    source: createNoopSigner(wallet.address),
    destination: address(to),
    amount: lamports,
  });
}

/** An instruction of a venue as a transaction takes it. */
function asInstruction(swap: SwapInstruction): Instruction {
  return {
    programAddress: address(swap.programAddress),
    accounts: swap.accounts.map((account) => ({
      address: address(account.address),
      role: account.isSigner
        ? AccountRole.READONLY_SIGNER
        : account.isWritable
          ? AccountRole.WRITABLE
          : AccountRole.READONLY,
    })),
    data: swap.data,
  };
}

/** What a wallet buys with. */
export interface TestBuy {
  readonly pool: ModelPool;
  readonly swap: SwapInstruction;
  readonly lamports: bigint;
  readonly minimumOut: bigint;
}

/** Instructions of a buy as the executor arranges them, its post-conditions included. */
export function buyInstructions(wallet: TestWallet, buy: TestBuy): Instruction[] {
  const { pool, swap, lamports, minimumOut } = buy;
  const payer = createNoopSigner(wallet.address);
  const wrapped = accountOf(wallet, WRAPPED_SOL, TOKEN_PROGRAM);
  const token = accountOf(wallet, pool.mint, pool.tokenProgram);
  const tokenProgram = address(pool.tokenProgram);
  const mint = address(pool.mint);
  return [
    ...budget(300_000, 1_000n),
    getCreateAssociatedTokenIdempotentInstruction({
      payer,
      ata: wrapped,
      owner: wallet.address,
      mint: address(WRAPPED_SOL),
      tokenProgram: TOKEN_PROGRAM_ADDRESS,
    }),
    getCreateAssociatedTokenIdempotentInstruction({
      payer,
      ata: token,
      owner: wallet.address,
      mint,
      tokenProgram,
    }),
    transfer(wallet, wrapped, lamports),
    getSyncNativeInstruction({ account: wrapped }),
    asInstruction(swap),
    getTransferCheckedInstruction(
      {
        source: token,
        mint,
        destination: token,
        authority: payer,
        amount: minimumOut,
        decimals: pool.decimals,
      },
      { programAddress: tokenProgram },
    ),
    getCloseAccountInstruction({ account: wrapped, destination: wallet.address, owner: payer }),
    transfer(wallet, wallet.address, 1_000_000n),
  ];
}

/** Instructions of a sell as the executor arranges them. */
export function sellInstructions(
  wallet: TestWallet,
  sell: { readonly pool: ModelPool; readonly swap: SwapInstruction },
): Instruction[] {
  const payer = createNoopSigner(wallet.address);
  const wrapped = accountOf(wallet, WRAPPED_SOL, TOKEN_PROGRAM);
  return [
    ...budget(300_000, 1_000n),
    getCreateAssociatedTokenIdempotentInstruction({
      payer,
      ata: wrapped,
      owner: wallet.address,
      mint: address(WRAPPED_SOL),
      tokenProgram: TOKEN_PROGRAM_ADDRESS,
    }),
    asInstruction(sell.swap),
    getCloseAccountInstruction({ account: wrapped, destination: wallet.address, owner: payer }),
  ];
}

function accountOf(wallet: TestWallet, mint: string, tokenProgram: string) {
  return address(associatedTokenAddress({ owner: wallet.address, mint, tokenProgram }).address);
}
