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

const CONFIRM_TIMEOUT_MS = 10_000;

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
    .sendTransaction(getBase64EncodedWireTransaction(transaction), { encoding: 'base64' })
    .send();
  await waitUntil(
    async () => {
      const { value } = await rpc.getSignatureStatuses([signature]).send();
      return value[0] !== null;
    },
    { timeoutMs: CONFIRM_TIMEOUT_MS, description: `transaction ${signature} to be executed` },
  );
  return signature;
}
