import { ExecutionError, isErrorCode, type ErrorCode } from '@quantbot/core';
import { z } from 'zod';

import type { Secret } from '../wallet/secret.ts';

/** Path under which a signature is asked for. */
export const SIGN_PATH = '/sign';

/** Most bytes of a request or an answer: a message has 4 096 at most. */
export const SIGNER_BODY_BYTES_MAX = 32_768;

/** Shortest secret that is taken, characters: 128 bits in hexadecimal. */
const SIGNER_SECRET_CHARACTERS_MIN = 32;

/** Makes a code of authentication over a text, and compares two. */
export interface MessageAuthenticator {
  /** HMAC with SHA-256, base64. */
  authenticate(text: string): string;
  isAuthentic(text: string, code: string): boolean;
}

/** What the crypto of messages is made with. */
export interface MessageCrypto {
  hmacSha256(key: Uint8Array, text: string): Uint8Array;
  isEqual(left: Uint8Array, right: Uint8Array): boolean;
}

/** A question of the client. */
export interface SignRequest {
  readonly messageBase64: string;
  /** Drawn anew for each call: an answer belongs to one question. */
  readonly nonce: string;
}

/** An answer of the signer. */
export type SignReply =
  | { readonly kind: 'signed'; readonly signatureBase64: string }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string };

const BASE64 = /^[\d+/A-Za-z]*={0,2}$/u;
const base64 = z.string().regex(BASE64);
const requestShape = z.strictObject({
  nonce: z.string().min(1).max(100),
  message: base64.min(1).max(8_192),
  code: base64.max(64),
});
const replyShape = z.strictObject({ body: z.string().max(16_384), code: base64.max(64) });
const bodyShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('signed'), signature: base64.max(128) }),
  z.strictObject({
    kind: z.literal('refused'),
    code: z.string().refine(isErrorCode),
    message: z.string(),
  }),
]);

/** @throws ExecutionError `SIGNER__NOT_AUTHENTIC` for a secret that is too short */
export function createMessageAuthenticator(
  secret: Secret,
  crypto: MessageCrypto,
): MessageAuthenticator {
  const length = secret.use((bytes) => bytes.length);
  if (length < SIGNER_SECRET_CHARACTERS_MIN) {
    const reason = `it has ${length} characters, at least ${SIGNER_SECRET_CHARACTERS_MIN} are needed`;
    throw new ExecutionError('SIGNER__NOT_AUTHENTIC', { reason });
  }
  const code = (text: string): Uint8Array => secret.use((bytes) => crypto.hmacSha256(bytes, text));
  return {
    authenticate: (text) => Buffer.from(code(text)).toString('base64'),
    isAuthentic: (text, claimed) => crypto.isEqual(code(text), Buffer.from(claimed, 'base64')),
  };
}

/** Writes a question. */
export function writeRequest(
  { messageBase64, nonce }: SignRequest,
  authenticator: MessageAuthenticator,
): string {
  const code = authenticator.authenticate(requestText({ messageBase64, nonce }));
  return JSON.stringify({ nonce, message: messageBase64, code });
}

/**
 * Reads a question of whoever knows the secret.
 *
 * @throws ExecutionError `SIGNER__REQUEST_MALFORMED`, `SIGNER__NOT_AUTHENTIC`
 */
export function readRequest(text: string, authenticator: MessageAuthenticator): SignRequest {
  const parsed = requestShape.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new ExecutionError('SIGNER__REQUEST_MALFORMED', { reason: 'it has another form' });
  }
  const { nonce, message: messageBase64, code } = parsed.data;
  if (!authenticator.isAuthentic(requestText({ messageBase64, nonce }), code)) {
    throw new ExecutionError('SIGNER__NOT_AUTHENTIC', { reason: 'the request has another code' });
  }
  return { messageBase64, nonce };
}

/** Writes the answer to the question of a nonce. */
export function writeReply(
  reply: SignReply,
  nonce: string,
  authenticator: MessageAuthenticator,
): string {
  const body = JSON.stringify(
    reply.kind === 'signed' ? { kind: reply.kind, signature: reply.signatureBase64 } : reply,
  );
  return JSON.stringify({ body, code: authenticator.authenticate(replyText(nonce, body)) });
}

/**
 * Reads the answer to the question of a nonce.
 *
 * @returns `undefined` for one that cannot be read, or is by somebody who does not know the secret.
 */
export function readReply(
  text: string,
  nonce: string,
  authenticator: MessageAuthenticator,
): SignReply | undefined {
  const outer = replyShape.safeParse(parseJson(text));
  if (!outer.success) return undefined;
  const { body, code } = outer.data;
  if (!authenticator.isAuthentic(replyText(nonce, body), code)) return undefined;
  const inner = bodyShape.safeParse(parseJson(body));
  if (!inner.success) return undefined;
  return inner.data.kind === 'signed'
    ? { kind: 'signed', signatureBase64: inner.data.signature }
    : inner.data;
}

function requestText({ nonce, messageBase64 }: SignRequest): string {
  return `quantbot signer 1: ask\n${nonce}\n${messageBase64}`;
}

function replyText(nonce: string, body: string): string {
  return `quantbot signer 1: answer\n${nonce}\n${body}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
