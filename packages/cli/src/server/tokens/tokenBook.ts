import { fault, type Fault } from '@quantbot/core';

import { ownerFileStamp } from '../../platform/ownerFile.ts';
import { hashOfToken, isSameHash, TOKEN_PATTERN } from '../../platform/tokenChance.ts';
import { readTokens, type ReadTokens } from './tokenFile.ts';
import { isInForce, type TokenRecord } from './tokenRecord.ts';

/** Tells tokens that are in force from others. */
export interface TokenBook {
  /**
   * Looks up who sent a token.
   *
   * @throws ExecutionError `SERVER__TOKENS_UNUSABLE` while the file cannot be used
   */
  verify(text: string, nowMs: number): TokenRecord | Fault;
  /** Whether a token that was verified before is in force still. */
  isInForce(id: string, nowMs: number): boolean;
}

/** Stands in for the hash of a token that is not there, so that looking takes the same time. */
const NO_HASH = '0'.repeat(64);

/**
 * Makes the book of a tokens file, which is read again whenever it has changed: a token that was
 * revoked is refused from the next request on.
 *
 * @throws ExecutionError `SERVER__TOKENS_UNUSABLE` when the file cannot be used to begin with
 */
export function createTokenBook(path: string): TokenBook {
  let read: ReadTokens = readTokens(path);
  const tokens = (): readonly TokenRecord[] => {
    if (ownerFileStamp(path) !== read.stamp) read = readTokens(path);
    return read.tokens;
  };
  return {
    verify: (text, nowMs) => {
      const id = TOKEN_PATTERN.exec(text)?.groups?.['id'];
      const token = tokens().find((candidate) => candidate.id === id);
      const isRight = isSameHash(hashOfToken(text), token?.hash ?? NO_HASH);
      if (token === undefined || !isRight) return fault('SERVER__TOKEN_UNKNOWN');
      return faultOf(token, nowMs) ?? token;
    },
    isInForce: (id, nowMs) => {
      const token = tokens().find((candidate) => candidate.id === id);
      return token !== undefined && isInForce(token, nowMs);
    },
  };
}

/** Said only to whoever has the token itself. */
function faultOf(
  { name, revokedAtMs, expiresAtMs }: TokenRecord,
  nowMs: number,
): Fault | undefined {
  if (revokedAtMs !== undefined) {
    return fault('SERVER__TOKEN_REVOKED', { name, revokedAt: new Date(revokedAtMs).toISOString() });
  }
  return expiresAtMs !== undefined && nowMs >= expiresAtMs
    ? fault('SERVER__TOKEN_EXPIRED', { name, expiredAt: new Date(expiresAtMs).toISOString() })
    : undefined;
}
