import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { temporaryDirectory } from '../../testing/temporaryDirectory.ts';
import { addToken, readTokens, revokeToken } from './tokenFile.ts';

const newFile = (): string => join(temporaryDirectory(), 'tokens.json');
const READER = { name: 'reader', scopes: ['read'] } as const;

describe('a tokens file', () => {
  it('keeps hashes alone, for its owner alone', () => {
    const path = newFile();
    const { text, record } = addToken(path, READER, 7);
    expect(text).toMatch(/^qbt_[0-9a-f]{16}_[\w-]{43}$/u);
    const content = readFileSync(path, 'utf8');
    expect(content).not.toContain(text.slice(-43));
    expect(content).toContain(record.hash);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readTokens(path).tokens).toEqual([record]);
  });

  it('has no tokens while it is not there', () => {
    expect(readTokens(newFile())).toEqual({ tokens: [], stamp: undefined });
  });

  it.each([
    ['{"version":1,"tokens":', 'it is not JSON'],
    ['{"version":2,"tokens":[]}', 'version'],
    ['{"version":1,"tokens":[{"id":"x"}]}', 'tokens.0.id'],
    ['{"version":1,"tokens":[],"more":1}', 'the whole'],
  ])('is refused when it says %s', (content, reason) => {
    const path = newFile();
    writeFileSync(path, content, { mode: 0o600 });
    expect(() => readTokens(path)).toThrow(
      expect.objectContaining({
        code: 'SERVER__TOKENS_UNUSABLE',
        message: expect.stringContaining(reason),
      }),
    );
  });

  it.each([0o640, 0o604, 0o660])('is refused when others can use it (%o)', (mode) => {
    const path = newFile();
    addToken(path, READER, 0);
    chmodSync(path, mode);
    expect(() => readTokens(path)).toThrow(/chmod 600/u);
    expect(() => addToken(path, { ...READER, name: 'b' }, 0)).toThrow(/chmod 600/u);
    chmodSync(path, 0o600);
    expect(readTokens(path).tokens).toHaveLength(1);
  });

  it('is changed by one command at a time', () => {
    const path = newFile();
    writeFileSync(`${path}.new`, '');
    expect(() => addToken(path, READER, 0)).toThrow(/another command is changing it/u);
  });

  it('has each name once among the tokens that are in force', () => {
    const path = newFile();
    addToken(path, { ...READER, expiresAtMs: 10 }, 0);
    expect(() => addToken(path, READER, 9)).toThrow(
      expect.objectContaining({ code: 'SERVER__TOKEN_NAME_TAKEN' }),
    );
    addToken(path, READER, 10);
    revokeToken(path, 'reader', 11);
    addToken(path, READER, 12);
    expect(readTokens(path).tokens.map(({ revokedAtMs }) => revokedAtMs)).toEqual([
      undefined,
      11,
      undefined,
    ]);
  });

  it('takes a token out of force by its name or id, once', () => {
    const path = newFile();
    const { record } = addToken(path, READER, 0);
    expect(() => revokeToken(path, 'nobody', 1)).toThrow(
      expect.objectContaining({ code: 'SERVER__TOKEN_NOT_FOUND' }),
    );
    expect(revokeToken(path, record.id, 1)).toEqual({ ...record, revokedAtMs: 1 });
    expect(() => revokeToken(path, record.id, 2)).toThrow(
      expect.objectContaining({ code: 'SERVER__TOKEN_NOT_FOUND' }),
    );
  });
});
