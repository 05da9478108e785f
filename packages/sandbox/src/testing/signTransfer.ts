import {
  appendTransactionMessageInstructions,
  createTransactionMessage,
  generateKeyPairSigner,
  getBase64EncodedWireTransaction,
  getSignatureFromTransaction,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
  type Address,
  type Blockhash,
  type Signature,
} from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';

/** A transaction ready to be sent. */
export interface SignedTransaction {
  readonly signature: Signature;
  /** Wire bytes in base64. */
  readonly wire: string;
}

/** Signs a payment from a new key, for tests that need bytes but no chain. */
export async function signTransfer(
  destination: Address,
  amount: bigint,
): Promise<SignedTransaction> {
  const source = await generateKeyPairSigner();
  const blockhash = '11111111111111111111111111111111' as Blockhash;
  const transaction = await pipe(
    createTransactionMessage({ version: 0 }),
    (message) => setTransactionMessageFeePayerSigner(source, message),
    (message) =>
      setTransactionMessageLifetimeUsingBlockhash({ blockhash, lastValidBlockHeight: 1n }, message),
    (message) =>
      appendTransactionMessageInstructions(
        [getTransferSolInstruction({ source, destination, amount })],
        message,
      ),
    signTransactionMessageWithSigners,
  );
  return {
    signature: getSignatureFromTransaction(transaction),
    wire: getBase64EncodedWireTransaction(transaction),
  };
}
