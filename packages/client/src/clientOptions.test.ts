import { describe, expect, it } from 'vitest';

import { compileOptions, type ExecutionClientOptions } from './clientOptions.ts';

const GOOD: ExecutionClientOptions = { url: 'https://trader.example', token: 'abc' };
const compile = (fields: object) => compileOptions({ ...GOOD, ...fields });

describe('url', () => {
  it.each([
    ['https://trader.example', 'https://trader.example'],
    ['https://trader.example/', 'https://trader.example'],
    ['https://trader.example:8443/bot/', 'https://trader.example:8443/bot'],
    ['http://127.0.0.1:8484', 'http://127.0.0.1:8484'],
    ['http://localhost:8484/', 'http://localhost:8484'],
    ['http://[::1]:8484', 'http://[::1]:8484'],
  ])('takes %s', (url, read) => {
    expect(compile({ url }).url).toBe(read);
  });

  it.each([
    ['', 'is not an address'],
    ['trader.example', 'is not an address'],
    ['ftp://trader.example', 'begins with ftp:'],
    ['https://user:pass@trader.example', 'a name or a password'],
    ['https://trader.example/?a=1', 'a query'],
    ['http://trader.example', 'readable to trader.example'],
    ['http://127.0.0.1.example', 'readable to 127.0.0.1.example'],
    ['http://localhost.example', 'readable to localhost.example'],
  ])('refuses "%s"', (url, words) => {
    expect(() => compile({ url })).toThrow(words);
  });

  it('takes plain http to another machine by explicit choice', () => {
    expect(compile({ url: 'http://10.0.0.7', allowPlainHttp: true }).url).toBe('http://10.0.0.7');
  });
});

describe('token', () => {
  it.each(['', 'a b', 'a\nb', 'ä'])('refuses %j and does not print it', (token) => {
    const words = 'token is empty or has characters that no header can carry';
    expect(() => compile({ token })).toThrow(words);
    expect(() => compile({ token: () => token }).token()).toThrow(words);
  });

  it('is in nothing that can be printed', () => {
    expect(JSON.stringify(compile({ token: 'topsecret' }))).not.toContain('topsecret');
  });
});

it('names every problem at once', () => {
  expect(() => compile({ url: 'x', token: '', requestMs: 5 })).toThrow(
    expect.objectContaining({
      code: 'CONFIG__FIELD_INVALID',
      context: expect.objectContaining({ problems: expect.objectContaining({ length: 3 }) }),
    }),
  );
});
