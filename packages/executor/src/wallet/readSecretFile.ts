import { ExecutionError } from '@quantbot/core';

import type { KeystoreFiles } from '../platform/keystorePlatform.ts';
import { passphraseGuardProblem } from './requireGuarded.ts';
import { Secret } from './secret.ts';

/** Room for a key in PEM; a token is far shorter. */
const SECRET_BYTES_MAX = 16_384;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Reads a token or a key of several lines from a file that only its owner can read, or from a pipe.
 * The end of its last line is left out.
 *
 * @throws ExecutionError `WALLET__PASSPHRASE_UNREADABLE`
 */
export function readSecretFile(path: string, files: KeystoreFiles): Secret {
  const unreadable = (reason: string): ExecutionError =>
    new ExecutionError('WALLET__PASSPHRASE_UNREADABLE', { source: path, reason });
  const reading = files.readSource(path, SECRET_BYTES_MAX);
  if (reading.kind === 'missing') throw unreadable('there is no such file');
  if (reading.kind === 'unreadable') throw unreadable(reading.reason);
  const { bytes } = reading;
  const secret = bytes.slice(0, lengthWithoutLineEnd(bytes));
  const problem =
    passphraseGuardProblem(reading) ?? (secret.length === 0 ? 'it is empty' : undefined);
  bytes.fill(0);
  if (problem === undefined) return Secret.of(secret);
  secret.fill(0);
  throw unreadable(problem);
}

function lengthWithoutLineEnd(bytes: Uint8Array): number {
  if (bytes.at(-1) !== LINE_FEED) return bytes.length;
  return bytes.at(-2) === CARRIAGE_RETURN ? bytes.length - 2 : bytes.length - 1;
}
