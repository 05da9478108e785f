import { expect, it } from 'vitest';

import {
  hashOfToken,
  isSameHash,
  newRequestId,
  newTokenText,
  TOKEN_PATTERN,
} from './tokenChance.ts';

it('makes tokens of a form that is told apart from everything else, never twice', () => {
  const made = Array.from({ length: 100 }, () => newTokenText());
  for (const { id, text } of made) expect(TOKEN_PATTERN.exec(text)?.groups?.['id']).toBe(id);
  expect(new Set(made.map(({ text }) => text.slice(-43))).size).toBe(100);
  expect(new Set([newRequestId(), newRequestId()]).size).toBe(2);
});

it('hashes by SHA-256 and compares whole hashes', () => {
  expect(hashOfToken('abc')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  expect(isSameHash(hashOfToken('a'), hashOfToken('a'))).toBe(true);
  expect(isSameHash(hashOfToken('a'), hashOfToken('b'))).toBe(false);
});
