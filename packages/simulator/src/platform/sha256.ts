import { hash } from 'node:crypto';

/** @returns the 32-byte SHA-256 digest of the parts, one after the other. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(hash('sha256', Buffer.concat(parts), 'buffer'));
}
