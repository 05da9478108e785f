import { getAddressEncoder } from '@solana/kit';
import { fault, isFault, type Fault } from '@quantbot/core';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { openWait } from '../platform/openWait.ts';
import { approvedBytes, type ApprovedTransaction } from '../transaction/approvedTransaction.ts';
import { SIGNATURE_BYTES } from '../transaction/wireTransaction.ts';
import type { RemoteSigner } from '../wallet/walletSigner.ts';
import { signedTransaction, type SignedTransaction } from './signAttempt.ts';

/** What asking is done with. */
export interface AskingParts {
  readonly platform: Pick<ExecutorPlatform, 'delay' | 'verifyEd25519'>;
  /** Aborts when the adapter closes: then nobody waits. */
  readonly closing: AbortSignal;
}

/**
 * Asks a remote signer, waits no longer than it may take, and believes nothing: only the signature of
 * exactly these bytes by exactly this wallet is one. An answer after the wait is never looked at.
 *
 * @returns a `SIGN__*` fault when there is no such signature; the signer may have signed all the same.
 */
export async function askSigner(
  signer: RemoteSigner,
  transaction: ApprovedTransaction,
  { platform, closing }: AskingParts,
): Promise<SignedTransaction | Fault> {
  const messageBytes = approvedBytes(transaction);
  const asking = openWait(closing);
  const { signal } = asking;
  const { name, signTimeoutMs } = signer;
  const timeUp = platform.delay(signTimeoutMs, signal).then(
    () => fault('SIGN__TIMED_OUT', { signer: name, signTimeoutMs }),
    () => fault('EXECUTOR__CLOSED'),
  );
  try {
    const answer = await Promise.race([answerOf(signer, messageBytes, signal), timeUp]);
    if (isFault(answer)) return answer;
    return isSignature(signer, answer, { platform, messageBytes })
      ? signedTransaction(messageBytes, answer)
      : fault('SIGN__SIGNATURE_INVALID', { signer: name, bytes: answer.length });
  } finally {
    asking.end();
  }
}

/** The signer gets a copy: what it does to its bytes changes none of ours. */
async function answerOf(
  signer: RemoteSigner,
  messageBytes: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array | Fault> {
  try {
    const answer: unknown = await signer.sign(Uint8Array.from(messageBytes), signal);
    if (answer instanceof Uint8Array || isFaultOf(answer)) return answer;
    // Code without types answers with anything, and nothing that it says is a signature.
    return fault('SIGN__SIGNATURE_INVALID', { signer: signer.name, bytes: 0 });
  } catch (cause) {
    // Its own words may quote a header or a token.
    const reason = `it failed with ${cause instanceof Error ? cause.name : typeof cause}`;
    return fault('SIGN__SIGNER_UNAVAILABLE', { signer: signer.name, reason });
  }
}

function isFaultOf(answer: unknown): answer is Fault {
  return typeof answer === 'object' && answer !== null && isFault(answer);
}

function isSignature(
  { address }: RemoteSigner,
  signature: Uint8Array,
  { platform, messageBytes }: Pick<AskingParts, 'platform'> & ApprovedBytes,
): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  const publicKey = Uint8Array.from(getAddressEncoder().encode(address));
  return platform.verifyEd25519({ publicKey, signature, message: messageBytes });
}

type ApprovedBytes = Pick<ApprovedTransaction, 'messageBytes'>;
