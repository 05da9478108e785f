import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const ID_BYTES = 8;
const SECRET_BYTES = 32;

/** A text nobody can guess, and the part of it by which it is found. */
export interface NewTokenText {
  readonly id: string;
  readonly text: string;
}

/** Form of a bearer token. The prefix lets scanners of leaked secrets know it. */
export const TOKEN_PATTERN = /^qbt_(?<id>[0-9a-f]{16})_[\w-]{43}$/u;

/** Makes the text of a token. */
export function newTokenText(): NewTokenText {
  const id = randomBytes(ID_BYTES).toString('hex');
  return { id, text: `qbt_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}` };
}

/** Hash that a file may keep of a token. */
export function hashOfToken(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Compares two hashes in a time that does not tell where they differ. */
export function isSameHash(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(left, 'hex'), Buffer.from(right, 'hex'));
}

/** Id of a request, which logs and answers name. */
export function newRequestId(): string {
  return randomBytes(ID_BYTES).toString('hex');
}
