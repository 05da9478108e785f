import { ExecutionError } from '@quantbot/core';
import { getBase16Decoder, getBase16Encoder, isAddress, type Address } from '@solana/kit';
import { z } from 'zod';

import type { KeystoreCost } from './keystoreCost.ts';

/** Newest layout that is read, and the one that is written. */
const KEYSTORE_VERSION = 1;

/** Most bytes of a keystore; a written one has about 700. */
export const KEYSTORE_BYTES_MAX = 65_536;

const FORMAT = 'quantbot-keystore';
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const CHECK_BYTES = 32;
const SEED_BYTES = 32;
const TAG_BYTES = 16;
const SALT_BYTES_MAX = 64;

/** What a keystore says to everybody. Nothing of it is authenticated before it is opened. */
export interface KeystoreHeader {
  /** Wallet that the key inside is said to belong to. */
  readonly address: Address;
  readonly cost: KeystoreCost;
  readonly salt: Uint8Array;
  /** Tells a wrong passphrase from a changed file. */
  readonly passphraseCheck: Uint8Array;
  readonly nonce: Uint8Array;
}

/** A keystore, read but not opened. */
export interface KeystoreDocument extends KeystoreHeader {
  /** The encrypted seed and its tag. */
  readonly sealedSeed: Uint8Array;
}

/** Checksum of a text, as hex digits. */
export type Checksum = (text: string) => string;

/** Begins the line that holds the encrypted seed; all before it is what the cipher authenticates. */
const SEED_LINE = '\n  "seed": ';
/** The last lines of every version, so that damage is told apart from what is merely newer. */
const CHECKSUM_END = /\n {2}"checksum": "(?<checksum>[0-9a-f]{64})"\n\}\n$/u;

const hex = (bytesMin: number, bytesMax = bytesMin) =>
  z
    .string()
    .regex(/^(?:[0-9a-f]{2})*$/u)
    .min(bytesMin * 2)
    .max(bytesMax * 2)
    .transform((text) => Uint8Array.from(getBase16Encoder().encode(text)));

const wholeNumber = z.number().int().min(0).max(0xff_ff_ff_ff);

const documentSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(KEYSTORE_VERSION),
  address: z.string().refine(isAddress),
  kdf: z.strictObject({
    name: z.literal('argon2id'),
    memoryKib: wholeNumber,
    passes: wholeNumber,
    parallelism: wholeNumber,
    salt: hex(SALT_BYTES, SALT_BYTES_MAX),
  }),
  passphraseCheck: hex(CHECK_BYTES),
  cipher: z.strictObject({ name: z.literal('aes-256-gcm'), nonce: hex(NONCE_BYTES) }),
  seed: hex(SEED_BYTES + TAG_BYTES),
  checksum: z.string(),
});

/** Sizes of what is drawn for a new keystore, bytes. */
export const KEYSTORE_SIZES = { salt: SALT_BYTES, nonce: NONCE_BYTES, check: CHECK_BYTES } as const;

/** Everything of the text that the cipher authenticates: all that stands before the seed. */
export function headerText(header: KeystoreHeader): string {
  const { address, cost, salt, passphraseCheck, nonce } = header;
  const lines = {
    format: FORMAT,
    version: KEYSTORE_VERSION,
    address,
    kdf: { name: 'argon2id', ...cost, salt: hexOf(salt) },
    passphraseCheck: hexOf(passphraseCheck),
    cipher: { name: 'aes-256-gcm', nonce: hexOf(nonce) },
  };
  return `${JSON.stringify(lines, null, 2).slice(0, -'\n}'.length)},`;
}

/** Writes a keystore as text, always the same way. */
export function keystoreText(document: KeystoreDocument, checksum: Checksum): string {
  const body = `${headerText(document)}${SEED_LINE}"${hexOf(document.sealedSeed)}",`;
  return `${body}\n  "checksum": "${checksum(body)}"\n}\n`;
}

/**
 * Reads a keystore without opening it. Any byte that is not as it was written is found here, unless
 * somebody made the checksum fit; that is found when it is opened.
 *
 * @throws ExecutionError `WALLET__KEYSTORE_FORMAT_UNKNOWN`, `WALLET__KEYSTORE_DAMAGED`,
 * `WALLET__KEYSTORE_VERSION_NEWER`
 */
export function parseKeystore(path: string, text: string, checksum: Checksum): KeystoreDocument {
  const damaged = (reason: string): ExecutionError =>
    new ExecutionError('WALLET__KEYSTORE_DAMAGED', { path, reason });
  if (text.trim() === '') throw damaged('it is empty');
  if (text.trimStart().startsWith('[')) {
    const reason = 'it looks like a solana-keygen file';
    throw new ExecutionError('WALLET__KEYSTORE_FORMAT_UNKNOWN', { path, reason });
  }
  const end = CHECKSUM_END.exec(text);
  if (end?.groups === undefined) throw damaged('its end is missing or changed');
  if (checksum(text.slice(0, end.index)) !== end.groups['checksum']) {
    throw damaged('its checksum does not fit');
  }
  const value = parseJson(text);
  if (value === undefined) throw damaged('it is not JSON');
  const version = versionOf(value);
  if (version > KEYSTORE_VERSION) {
    const supported = KEYSTORE_VERSION;
    throw new ExecutionError('WALLET__KEYSTORE_VERSION_NEWER', { path, version, supported });
  }
  const parsed = documentSchema.safeParse(value);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.') || 'an unknown field');
    throw damaged(`${fields.join(', ')} cannot be used`);
  }
  const { address, kdf, passphraseCheck, cipher, seed } = parsed.data;
  const { memoryKib, passes, parallelism, salt } = kdf;
  const cost = { memoryKib, passes, parallelism };
  const document = { address, cost, salt, passphraseCheck, nonce: cipher.nonce, sealedSeed: seed };
  // Only one text of a content is taken: what was authenticated is what stands there.
  if (keystoreText(document, checksum) !== text)
    throw damaged('it is not laid out as it is written');
  return document;
}

/** Bytes as lower-case hex digits. */
export function hexOf(bytes: Uint8Array): string {
  return getBase16Decoder().decode(bytes);
}

/** The parser's own message would quote the file, so it is left out. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function versionOf(value: unknown): number {
  const version = z.object({ version: z.number().int() }).safeParse(value);
  return version.success ? version.data.version : 0;
}
