import { getCloseAccountInstruction } from '@solana-program/token';
import {
  address,
  appendTransactionMessageInstructions,
  compileTransactionMessage,
  createNoopSigner,
  createTransactionMessage,
  getCompiledTransactionMessageEncoder,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Blockhash,
} from '@solana/kit';

import type { FreshBlockhash } from '../facts/chainFacts.ts';
import type { JudgedTokenAccount } from './judgeTokenAccount.ts';

/** Accounts that one transaction closes: twice as many would still fit into its bytes. */
export const CLOSED_AT_ONCE_MAX = 12;

const encoder = getCompiledTransactionMessageEncoder();

/** Message that closes token accounts of the wallet to the wallet, and does nothing else. */
export function buildReclaim(
  wallet: string,
  accounts: readonly JudgedTokenAccount[],
  { blockhash, lastValidBlockHeight }: FreshBlockhash,
): Uint8Array {
  const owner = createNoopSigner(address(wallet));
  const closes = accounts.map((account) =>
    getCloseAccountInstruction(
      { account: address(account.address), destination: owner.address, owner },
      { programAddress: address(account.tokenProgram) },
    ),
  );
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (empty) => setTransactionMessageFeePayer(owner.address, empty),
    (paid) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash: blockhash as Blockhash, lastValidBlockHeight },
        paid,
      ),
    (alive) => appendTransactionMessageInstructions(closes, alive),
  );
  return new Uint8Array(encoder.encode(compileTransactionMessage(message)));
}
