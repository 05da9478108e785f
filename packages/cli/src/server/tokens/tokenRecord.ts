import { z } from 'zod';

/** What a token may be used for. */
export const SCOPES = ['read', 'trade', 'control'] as const;

/** `read`: look. `trade`: also ask for trades. `control`: look, and decide what may be traded. */
export type Scope = (typeof SCOPES)[number];

/** A token as the file keeps it: whoever reads the file learns no token from it. */
export const tokenRecord = z.strictObject({
  /** Part of the token itself, by which it is found. */
  id: z.string().regex(/^[0-9a-f]{16}$/u),
  /** For people, and for the journal when the token decides something. */
  name: z.string().regex(/^[\w.@-]{1,64}$/u),
  scopes: z.array(z.enum(SCOPES)).min(1),
  /** SHA-256 of the whole token, hexadecimal. 256 bits of chance need no slow hash. */
  hash: z.string().regex(/^[0-9a-f]{64}$/u),
  createdAtMs: z.int().min(0),
  expiresAtMs: z.int().min(0).optional(),
  revokedAtMs: z.int().min(0).optional(),
});

/** A token as the file keeps it. */
export type TokenRecord = z.infer<typeof tokenRecord>;

/** The whole file. */
export const tokenFileContent = z.strictObject({
  version: z.literal(1),
  tokens: z.array(tokenRecord).max(1_000),
});

/** Whether a token is neither revoked nor expired. */
export function isInForce(
  { expiresAtMs, revokedAtMs }: Pick<TokenRecord, 'expiresAtMs' | 'revokedAtMs'>,
  nowMs: number,
): boolean {
  return revokedAtMs === undefined && (expiresAtMs === undefined || nowMs < expiresAtMs);
}

/** Whether scopes cover one: both `trade` and `control` cover `read`, and not each other. */
export function covers(scopes: readonly Scope[], wanted: Scope): boolean {
  return wanted === 'read' ? scopes.length > 0 : scopes.includes(wanted);
}
