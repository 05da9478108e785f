import { defineErrors } from '../defineErrors.ts';

/** Refusals of the signer process (docs/wallets.md): it has signed nothing. */
export const signerErrors = defineErrors({
  SIGNER__CAP_EXCEEDED: {
    outcome: 'denied',
    retry: 'new-key',
    message: (context: { cap: string; wanted: bigint; used: bigint; max: bigint }) =>
      `The signer's own cap ${context.cap} is ${context.max}; ${context.used} of it are used and ` +
      `the transaction needs ${context.wanted}.`,
    action:
      'Find out who asked for so much. Wait until the cap has room again, or widen it in the ' +
      'settings of the signer on purpose.',
  },
  SIGNER__NOT_AUTHENTIC: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { reason: string }) =>
      `The signer and its client do not share the secret: ${context.reason}.`,
    action: 'Give both the same secret file. If they have it, find out who else calls the socket.',
  },
  SIGNER__REQUEST_MALFORMED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { reason: string }) =>
      `The signer cannot read the request: ${context.reason}.`,
    action: 'Use a client of the same version as the signer.',
  },
  SIGNER__LEDGER_UNAVAILABLE: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { path: string; reason: string }) =>
      `The signer cannot write down what it signs in ${context.path}: ${context.reason}. It signs ` +
      `nothing.`,
    action: 'Check disk and permissions, and that no other signer uses the directory.',
  },
  SIGNER__SOCKET_UNSAFE: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { path: string; reason: string }) =>
      `The socket ${context.path} cannot be used: ${context.reason}.`,
    action:
      'Put it into a directory of the signer that nobody else may write to (docs/wallets.md).',
  },
});
