import { ExecutionError } from '@quantbot/core';

import { Secret } from './secret.ts';

/** Fewest characters of a new passphrase. */
export const PASSPHRASE_CHARACTERS_MIN = 12;

/** Most bytes of any passphrase. */
export const PASSPHRASE_BYTES_MAX = 1_024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const ASCII_MAX = 0x7f;

/**
 * Makes a passphrase of what was typed or read: without the line's end, in one Unicode form (NFC),
 * so that the same passphrase opens the same keystore from any keyboard. Overwrites what it is given.
 *
 * @throws ExecutionError `WALLET__PASSPHRASE_REFUSED`
 */
export function passphraseOf(given: Uint8Array): Secret {
  const bytes = given.slice(0, lengthWithoutLineEnd(given));
  given.fill(0);
  const problem = problemOf(bytes);
  if (problem !== undefined) {
    bytes.fill(0);
    throw new ExecutionError('WALLET__PASSPHRASE_REFUSED', { reason: problem });
  }
  if (bytes.every((byte) => byte <= ASCII_MAX)) return Secret.of(bytes);
  const text = new TextDecoder().decode(bytes).normalize('NFC');
  bytes.fill(0);
  return Secret.ofText(text);
}

/**
 * Refuses a passphrase that is too short for a new keystore.
 *
 * @throws ExecutionError `WALLET__PASSPHRASE_REFUSED`
 */
export function requireStrength(passphrase: Secret): void {
  const characters = passphrase.use((bytes) => Array.from(new TextDecoder().decode(bytes)).length);
  if (characters >= PASSPHRASE_CHARACTERS_MIN) return;
  const reason = `it has ${characters} characters`;
  throw new ExecutionError('WALLET__PASSPHRASE_REFUSED', { reason });
}

function lengthWithoutLineEnd(bytes: Uint8Array): number {
  if (bytes.at(-1) !== LINE_FEED) return bytes.length;
  return bytes.at(-2) === CARRIAGE_RETURN ? bytes.length - 2 : bytes.length - 1;
}

function problemOf(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'it is empty';
  if (bytes.length > PASSPHRASE_BYTES_MAX) return `it has more than ${PASSPHRASE_BYTES_MAX} bytes`;
  if (bytes.some((byte) => byte < 0x20 || byte === ASCII_MAX)) {
    return 'it has control characters, or more than one line';
  }
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return undefined;
  } catch {
    return 'it is not text in UTF-8';
  }
}
