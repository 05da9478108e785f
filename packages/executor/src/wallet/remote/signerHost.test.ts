import { expect, it } from 'vitest';

import { signerHost } from './signerHost.ts';

it.each([
  ['https://vault.example:8200', 'vault.example:8200'],
  ['https://api.privy.io/v1', 'api.privy.io'],
  ['http://127.0.0.1:8200', '127.0.0.1:8200'],
  ['http://localhost:1', 'localhost:1'],
  ['http://[::1]:5', '[::1]:5'],
])('%s is a place to ask', (text, host) => {
  expect(signerHost('address', text)).toBe(host);
});

it.each([
  'http://10.0.0.1',
  'http://localhost.example',
  'http://127.0.0.1.example',
  'ftp://localhost',
  'file:///etc/passwd',
  'https://user@host',
  'https://host?token=SECRET',
  'https://host#SECRET',
  '',
])('%j is none, and no secret of it is repeated', (text) => {
  expect(() => signerHost('address', text)).toThrow(
    expect.objectContaining({ code: 'CONFIG__FIELD_INVALID' }),
  );
  try {
    signerHost('address', text);
  } catch (cause) {
    expect(String(cause)).not.toContain('SECRET');
  }
});
