import {
  appendTransactionMessageInstructions,
  createSolanaRpc,
  createTransactionMessage,
  getBase64EncodedWireTransaction,
  getSignatureFromTransaction,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
  type Instruction,
  type KeyPairSigner,
  type Signature,
} from '@solana/kit';

import { waitUntil } from '../waitUntil.ts';

/** As long as a blockhash lives on a chain of 400 ms slots: after that it cannot take effect. */
const CONFIRM_TIMEOUT_MS = 60_000;

/**
 * Sends instructions as one transaction and waits until they took effect.
 *
 * @returns the transaction's signature
 * @throws Error when the chain refuses the transaction, or an instruction fails
 */
export async function sendInstructions(
  { rpcUrl, payer }: { readonly rpcUrl: string; readonly payer: KeyPairSigner },
  instructions: readonly Instruction[],
): Promise<Signature> {
  const rpc = createSolanaRpc(rpcUrl);
  const { value: blockhash } = await rpc.getLatestBlockhash({ commitment: 'confirmed' }).send();
  const transaction = await pipe(
    createTransactionMessage({ version: 0 }),
    (message) => setTransactionMessageFeePayerSigner(payer, message),
    (message) => setTransactionMessageLifetimeUsingBlockhash(blockhash, message),
    (message) => appendTransactionMessageInstructions(instructions, message),
    signTransactionMessageWithSigners,
  );
  const signature = getSignatureFromTransaction(transaction);
  await rpc
    .sendTransaction(getBase64EncodedWireTransaction(transaction), {
      encoding: 'base64',
      preflightCommitment: 'confirmed',
    })
    .send();
  await waitUntil(
    async () => {
      const { value } = await rpc.getSignatureStatuses([signature]).send();
      const status = value[0];
      if (status === null || status === undefined) return false;
      if (status.err !== null) throw new Error(`transaction ${signature} failed on chain`);
      return status.confirmationStatus !== 'processed';
    },
    { timeoutMs: CONFIRM_TIMEOUT_MS, description: `transaction ${signature} to be executed` },
  );
  return signature;
}
