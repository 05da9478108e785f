import { createHmac } from 'node:crypto';

/** Code of authentication over a text (RFC 2104 with SHA-256). */
export function hmacSha256(key: Uint8Array, text: string): Uint8Array {
  return new Uint8Array(createHmac('sha256', key).update(text, 'utf8').digest());
}
