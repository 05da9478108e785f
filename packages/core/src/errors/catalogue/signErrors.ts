import { defineErrors } from '../defineErrors.ts';

/** What becomes of a transaction that a remote signer was asked to sign. */
export const signErrors = defineErrors({
  SIGN__OUTCOME_UNKNOWN: {
    outcome: 'unknown',
    retry: 'ask-again',
    message: (context: { key: string; number: number; deathHeight: bigint; reason: string }) =>
      `The signer was asked to sign attempt ${context.number} of trade "${context.key}" and no ` +
      `signature of it is known (${context.reason}). If there is one, it can land until block ` +
      `height ${context.deathHeight}.`,
    action: 'Repeat with the same key to see it through; never trade again under another key.',
  },
  SIGN__UNPROVABLE: {
    outcome: 'unknown',
    retry: 'ask-again',
    message: (context: { key: string; number: number; reason: string }) =>
      `Whether a signature of attempt ${context.number} of trade "${context.key}" landed cannot be ` +
      `proven: ${context.reason}.`,
    action:
      'Add a node of another operator with full history, or look at the history of the wallet for ' +
      'yourself and decide with quantbot resolve. Until then the trade stays open.',
  },
  SIGN__TIMED_OUT: {
    outcome: 'failed',
    retry: 'new-key',
    newAttempt: true,
    message: (context: { signer: string; signTimeoutMs: number }) =>
      `The signer ${context.signer} did not answer within ${context.signTimeoutMs} ms. What it may ` +
      `have signed was never sent by us.`,
    action: 'Look at the signer; then decide again under a new key.',
  },
  SIGN__SIGNER_UNAVAILABLE: {
    outcome: 'failed',
    retry: 'new-key',
    newAttempt: true,
    message: (context: { signer: string; reason: string }) =>
      `The signer ${context.signer} gave no signature: ${context.reason}.`,
    action: 'Look at the signer and the way to it; then decide again under a new key.',
  },
  SIGN__SIGNER_REFUSED: {
    outcome: 'failed',
    retry: 'new-key',
    message: (context: { signer: string; reason: string }) =>
      `The signer ${context.signer} refused to sign: ${context.reason}.`,
    action: 'Check its credentials, its policy and its key; a repeat would be refused as well.',
  },
  SIGN__ANSWER_MALFORMED: {
    outcome: 'failed',
    retry: 'new-key',
    message: (context: { signer: string; reason: string }) =>
      `The answer of the signer ${context.signer} cannot be read: ${context.reason}.`,
    action: 'Check that the address is that of the signer and its version one that is supported.',
  },
  SIGN__SIGNATURE_INVALID: {
    outcome: 'failed',
    retry: 'new-key',
    message: (context: { signer: string; bytes: number }) =>
      `The signer ${context.signer} answered ${context.bytes} bytes that are no signature of this ` +
      `message by this wallet. Nothing was sent.`,
    action:
      'Check that it holds the key of this wallet and signs bytes as they are. If it does, treat it ' +
      'as compromised.',
  },
  SIGN__ABANDONED: {
    outcome: 'failed',
    retry: 'new-key',
    newAttempt: true,
    message: (context: { reason: string }) =>
      `A signature was asked for and is not used: ${context.reason}.`,
    action: 'Nothing to do: what may be signed was never sent, and is proven dead.',
  },
  SIGN__NEVER_SIGNED: {
    outcome: 'failed',
    retry: 'new-key',
    newAttempt: true,
    message: (context: { number: number; deathHeight: bigint; reason: string }) =>
      `No signature of attempt ${context.number} is on chain and none can land any more (block ` +
      `height ${context.deathHeight} is finalized): ${context.reason}.`,
    action: 'Look at the signer; then decide again under a new key.',
  },
});
