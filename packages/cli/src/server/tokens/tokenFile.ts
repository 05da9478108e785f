import { ExecutionError, reasonOf } from '@quantbot/core';

import { readOwnerFile, replaceOwnerFile } from '../../platform/ownerFile.ts';
import { hashOfToken, newTokenText } from '../../platform/tokenChance.ts';
import { isInForce, tokenFileContent, type Scope, type TokenRecord } from './tokenRecord.ts';

/** Name of the tokens file in a data directory. */
export const TOKENS_FILE = 'tokens.json';

/** Tokens of a file, and a stamp that changes whenever the file does. */
export interface ReadTokens {
  readonly tokens: readonly TokenRecord[];
  readonly stamp: string | undefined;
}

/**
 * Reads a tokens file. One that is not there has no tokens.
 *
 * @throws ExecutionError `SERVER__TOKENS_UNUSABLE`
 */
export function readTokens(path: string): ReadTokens {
  const reading = readOwnerFile(path);
  if (reading.kind === 'absent') return { tokens: [], stamp: undefined };
  if (reading.kind === 'problem') throw unusable(path, reading.reason);
  return { tokens: parse(path, reading.text), stamp: reading.stamp };
}

function parse(path: string, text: string): readonly TokenRecord[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // What the parser says quotes the text, and that is nobody's business.
    throw unusable(path, 'it is not JSON');
  }
  const parsed = tokenFileContent.safeParse(content);
  if (parsed.success) return parsed.data.tokens;
  const places = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole');
  throw unusable(
    path,
    `it is not a tokens file of this version (${[...new Set(places)].join(', ')})`,
  );
}

/** What is wanted of a new token. */
export interface NewToken {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAtMs?: number;
}

/** A token that was just made. Its text is nowhere else. */
export interface MadeToken {
  readonly record: TokenRecord;
  readonly text: string;
}

/**
 * Makes a token and keeps its hash. Its text is told once and kept nowhere.
 *
 * @throws ExecutionError `SERVER__TOKENS_UNUSABLE`, `SERVER__TOKEN_NAME_TAKEN`
 */
export function addToken(
  path: string,
  { name, scopes, expiresAtMs }: NewToken,
  nowMs: number,
): MadeToken {
  const { id, text } = newTokenText();
  const record: TokenRecord = {
    id,
    name,
    scopes: [...scopes],
    hash: hashOfToken(text),
    createdAtMs: nowMs,
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
  change(path, (tokens) => {
    if (tokens.some((token) => token.name === name && isInForce(token, nowMs))) {
      throw new ExecutionError('SERVER__TOKEN_NAME_TAKEN', { name, path });
    }
    return [...tokens, record];
  });
  return { record, text };
}

/**
 * Takes a token out of force. A server that runs goes by it from its next request on.
 *
 * @param name - Id or name of a token that is in force.
 * @throws ExecutionError `SERVER__TOKENS_UNUSABLE`, `SERVER__TOKEN_NOT_FOUND`
 */
export function revokeToken(path: string, name: string, nowMs: number): TokenRecord {
  let revoked: TokenRecord | undefined;
  change(path, (tokens) => {
    const found = tokens.find(
      (token) => (token.id === name || token.name === name) && isInForce(token, nowMs),
    );
    if (found === undefined)
      throw new ExecutionError('SERVER__TOKEN_NOT_FOUND', { id: name, path });
    const ended: TokenRecord = { ...found, revokedAtMs: nowMs };
    revoked = ended;
    return tokens.map((token) => (token === found ? ended : token));
  });
  if (revoked === undefined) throw new TypeError('a change that was written has run');
  return revoked;
}

function change(
  path: string,
  to: (tokens: readonly TokenRecord[]) => readonly TokenRecord[],
): void {
  let problem: string | undefined;
  try {
    problem = replaceOwnerFile(path, () => {
      const tokens = to(readTokens(path).tokens);
      return `${JSON.stringify({ version: 1, tokens }, undefined, 2)}\n`;
    });
  } catch (cause) {
    if (cause instanceof ExecutionError) throw cause;
    throw unusable(path, reasonOf(cause));
  }
  if (problem !== undefined) throw unusable(path, problem);
}

function unusable(path: string, reason: string): ExecutionError {
  return new ExecutionError('SERVER__TOKENS_UNUSABLE', { path, reason });
}
