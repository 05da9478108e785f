import { ExecutionError } from '@quantbot/core';

import type { KeystoreFiles } from '../platform/keystorePlatform.ts';
import { PASSPHRASE_BYTES_MAX, passphraseOf } from './passphrase.ts';
import { passphraseGuardProblem } from './requireGuarded.ts';
import type { Secret } from './secret.ts';

/** A line's end may follow the longest passphrase. */
const SOURCE_BYTES_MAX = PASSPHRASE_BYTES_MAX + 2;

/**
 * Reads a passphrase from a file that only its owner can read, or from a pipe.
 *
 * @throws ExecutionError `WALLET__PASSPHRASE_UNREADABLE`, `WALLET__PASSPHRASE_REFUSED`
 */
export function readPassphraseFile(path: string, files: KeystoreFiles): Secret {
  const unreadable = (reason: string): ExecutionError =>
    new ExecutionError('WALLET__PASSPHRASE_UNREADABLE', { source: path, reason });
  const reading = files.readSource(path, SOURCE_BYTES_MAX);
  if (reading.kind === 'missing') throw unreadable('there is no such file');
  if (reading.kind === 'unreadable') throw unreadable(reading.reason);
  const problem = passphraseGuardProblem(reading);
  if (problem !== undefined) {
    reading.bytes.fill(0);
    throw unreadable(problem);
  }
  return passphraseOf(reading.bytes);
}

/**
 * Reads a passphrase from a descriptor that this process was started with.
 *
 * @throws ExecutionError `WALLET__PASSPHRASE_UNREADABLE`, `WALLET__PASSPHRASE_REFUSED`
 */
export function readPassphraseDescriptor(descriptor: number, files: KeystoreFiles): Secret {
  const reading = files.readDescriptor(descriptor, SOURCE_BYTES_MAX);
  if (reading.kind === 'unreadable') {
    const source = `descriptor ${descriptor}`;
    throw new ExecutionError('WALLET__PASSPHRASE_UNREADABLE', { source, reason: reading.reason });
  }
  return passphraseOf(reading.bytes);
}
