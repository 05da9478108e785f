import { defineErrors } from '../defineErrors.ts';

/** Keys, and what the wallet holds. */
export const walletErrors = defineErrors({
  WALLET__FILE_MISSING: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string }) => `There is no key file at ${context.path}.`,
    action: 'Check the path: EXECUTION_KEYSTORE_PATH, EXECUTION_KEYPAIR_PATH or the setting.',
  },
  WALLET__FILE_UNREADABLE: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; reason: string }) =>
      `The key file ${context.path} cannot be read: ${context.reason}.`,
    action: 'Check that it is a file and belongs to the user that runs this.',
  },
  WALLET__FILE_MODE_TOO_OPEN: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; mode: string }) =>
      `The key file ${context.path} has mode ${context.mode}; others than its owner may read it.`,
    action: 'Run chmod 600 on it, and consider the key as seen by others.',
  },
  WALLET__FILE_OWNER_FOREIGN: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; owner: number; user: number }) =>
      `${context.path} belongs to user ${context.owner}, not to user ${context.user} who runs this.`,
    action: 'Run this as its owner, or make the file anew as the user that runs this.',
  },
  WALLET__DIRECTORY_MODE_TOO_OPEN: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; mode: string }) =>
      `The directory ${context.path} of a key file has mode ${context.mode}; its group may write ` +
      'there or others may enter.',
    action: 'Run chmod 700 on it, and look whether the files in it are yours.',
  },
  WALLET__FILE_MALFORMED: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; reason: string }) =>
      `The key file ${context.path} is not a solana-keygen file: ${context.reason}.`,
    action: 'Use a JSON array of 64 numbers from 0 to 255, as solana-keygen writes it.',
  },
  WALLET__KEY_LENGTH_INVALID: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; length: number }) =>
      `The key file ${context.path} holds ${context.length} bytes; a key pair has 64.`,
    action: 'Use the whole file that solana-keygen wrote.',
  },
  WALLET__KEY_PAIR_MISMATCH: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string }) =>
      `In the key file ${context.path} the public half does not belong to the secret half.`,
    action: 'The file is damaged; restore it from a backup.',
  },
  RECLAIM__RUNNING: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { wallet: string }) =>
      `The wallet ${context.wallet} closes token accounts, and signs nothing else until that has ended.`,
    action: 'Repeat in a minute; quantbot reclaim tells how it stands.',
  },
  RECLAIM__STATE_NOT_ALLOWED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { reason: string }) => `No token account is closed now: ${context.reason}.`,
    action: 'Nothing was sent. Repeat when the reason is gone.',
  },
  WALLET__SOL_BELOW_REQUIRED: {
    outcome: 'denied',
    retry: 'same-key',
    // What is required is not worked out for a wallet that no node knows.
    message: (context: { wallet: string; lamports: bigint; lamportsRequired?: bigint }) =>
      context.lamportsRequired === undefined
        ? `The wallet ${context.wallet} has ${context.lamports} lamports: the chain has no account ` +
          'of it. A trade needs what it spends, fees, tip, rent and the reserve.'
        : `The wallet ${context.wallet} has ${context.lamports} lamports free; this trade may need ` +
          `${context.lamportsRequired} with fees, tip, rent and the reserve.`,
    action: 'Fund the wallet or trade less.',
  },
  WALLET__ACCOUNT_GUARDED: {
    outcome: 'denied',
    retry: 'fix',
    message: (context: { account: string; mint: string }) =>
      `Token account ${context.account} of ${context.mint} has the CPI guard on: no swap program ` +
      'may spend from it, so what is bought could not be sold.',
    action:
      'Switch the guard off with the tool that switched it on, for example ' +
      'spl-token disable-cpi-guard; this product never does either.',
  },
  WALLET__TOKEN_BELOW_REQUIRED: {
    outcome: 'denied',
    retry: 'same-key',
    message: (context: { wallet: string; mint: string; held: bigint; required: bigint }) =>
      `The wallet ${context.wallet} holds ${context.held} base units of ${context.mint}; ` +
      `the sell needs ${context.required}.`,
    action: 'Sell what is there, for example with sellPortionBps.',
  },
});
