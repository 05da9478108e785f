import { defineErrors } from '../defineErrors.ts';

/** Encrypted key files and the passphrases that open them. */
export const keystoreErrors = defineErrors({
  WALLET__KEYSTORE_FORMAT_UNKNOWN: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; reason: string }) =>
      `${context.path} is no keystore: ${context.reason}.`,
    action: 'Use keypairPath for it, or encrypt it with quantbot keys import.',
  },
  WALLET__KEYSTORE_DAMAGED: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; reason: string }) =>
      `The keystore ${context.path} is damaged: ${context.reason}.`,
    action: 'Restore it from a backup; nothing was decrypted.',
  },
  WALLET__KEYSTORE_VERSION_NEWER: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; version: number; supported: number }) =>
      `The keystore ${context.path} has version ${context.version}; this program reads up to ` +
      `${context.supported}.`,
    action: 'Use the program that wrote it, or a newer one.',
  },
  WALLET__KEYSTORE_COST_REFUSED: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: {
      path: string;
      name: string;
      value: number;
      least: number;
      most: number;
    }) =>
      `The keystore ${context.path} asks for ${context.name} ${context.value}; ` +
      `${context.least} to ${context.most} are taken.`,
    action: 'Somebody wrote this file on purpose; restore it from a backup and find out who.',
  },
  WALLET__KEYSTORE_TAMPERED: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; reason: string }) =>
      `The passphrase is right, but the keystore ${context.path} was changed since it was ` +
      `written: ${context.reason}.`,
    action:
      'Its checksum was made to fit, so this was no accident: restore a backup and read ' +
      'docs/operations/suspected-compromise.md.',
  },
  WALLET__KEYSTORE_EXISTS: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string }) => `There is a file at ${context.path} already.`,
    action: 'Choose another name; a key file is never overwritten.',
  },
  WALLET__KEYSTORE_UNWRITABLE: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string; reason: string }) =>
      `The keystore ${context.path} cannot be written: ${context.reason}.`,
    action: 'Check the directory, its permissions and the disk.',
  },
  WALLET__KEYSTORE_LOCKED: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { address: string }) =>
      `The keystore of ${context.address} was opened without its passphrase, which signs nothing.`,
    action: 'Give the passphrase by a file, a credential or at the prompt.',
  },
  WALLET__KEY_NAME_INVALID: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { name: string }) => `${JSON.stringify(context.name)} is no name of a key.`,
    action:
      'Use 1 to 64 letters, digits, dots, dashes and underscores, the first a letter or digit.',
  },
  WALLET__PASSPHRASE_WRONG: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { path: string }) =>
      `This passphrase does not open the keystore ${context.path}; the file itself is whole.`,
    action: 'Try the passphrase it was made with. Without it the key is lost.',
  },
  WALLET__PASSPHRASE_REFUSED: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { reason: string }) => `The passphrase cannot be used: ${context.reason}.`,
    action: 'Use at least 12 characters of text, better five words chosen by dice.',
  },
  WALLET__PASSPHRASE_UNREADABLE: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { source: string; reason: string }) =>
      `The passphrase cannot be read from ${context.source}: ${context.reason}.`,
    action: 'Use a file with mode 600 of the user that runs this, a credential or a descriptor.',
  },
  WALLET__PASSPHRASE_SOURCE_MISSING: {
    outcome: 'configuration',
    retry: 'fix',
    message: () => 'A passphrase is needed, and there is no terminal to ask for it at.',
    action:
      'Give it by --passphrase-fd, --passphrase-file or --passphrase-credential, or by ' +
      'EXECUTION_KEYSTORE_PASSPHRASE_FILE where a command trades.',
  },
  WALLET__PASSPHRASE_EXPOSED: {
    outcome: 'configuration',
    retry: 'fix',
    message: (context: { where: string }) =>
      `A passphrase in ${context.where} can be seen by other processes; nothing was done with it.`,
    action:
      'Take it for known to others, choose a new one, and give that by the prompt, a descriptor ' +
      'or a file.',
  },
  WALLET__PASSPHRASE_CANCELLED: {
    outcome: 'configuration',
    retry: 'fix',
    message: () => 'No passphrase was given; nothing was done.',
    action: 'Run it again when the passphrase is at hand.',
  },
});
