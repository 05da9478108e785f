import { describe, expect, it } from 'vitest';

import { callableName, hostFault, hostNameOf, isLoopback, originFault } from './allowedNames.ts';

const NAMES = {
  hosts: new Set(['127.0.0.1', '[::1]', 'trade.example']),
  origins: new Set(['https://desk.example']),
  scheme: 'https',
} as const;

describe('hostFault', () => {
  it.each(['127.0.0.1', '127.0.0.1:8787', '[::1]:1', 'Trade.Example', 'trade.example:443'])(
    'lets %s through',
    (host) => {
      expect(hostFault(host, NAMES)).toBeUndefined();
    },
  );

  it.each([
    undefined,
    '',
    'trade.example.evil',
    'trade.example:',
    'trade.example:443:1',
    'trade.example@evil',
    'evil/trade.example',
    ' trade.example',
    '[::1',
    '127.0.0.1.',
    '0177.0.0.1',
    'trade.example:8787,evil',
  ])('refuses %o', (host) => {
    expect(hostFault(host, NAMES)?.code).toBe('SERVER__HOST_NOT_ALLOWED');
  });

  it('shows no more than a little of what it was sent', () => {
    expect(hostFault('x'.repeat(5_000), NAMES)?.message.length).toBeLessThan(300);
  });
});

describe('originFault', () => {
  it('lets programs, the own pages and those that are named ask', () => {
    expect(originFault(undefined, 'trade.example', NAMES)).toBeUndefined();
    expect(originFault('https://trade.example:9', 'trade.example:9', NAMES)).toBeUndefined();
    expect(originFault('https://Desk.example', 'trade.example', NAMES)).toBeUndefined();
  });

  it.each([
    'http://trade.example',
    'https://trade.example:1',
    'null',
    '',
    'https://desk.example.evil',
  ])('refuses %o', (origin) => {
    expect(originFault(origin, 'trade.example', NAMES)?.code).toBe('SERVER__ORIGIN_NOT_ALLOWED');
  });
});

it.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['localhost', true],
  ['LOCALHOST', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['127.0.0.1.evil', false],
  ['', false],
])('knows whether %o is this machine alone: %o', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

it('puts IPv6 addresses into brackets', () => {
  expect([hostNameOf('::1'), hostNameOf('[::1]'), hostNameOf('A.b')]).toEqual([
    '[::1]',
    '[::1]',
    'a.b',
  ]);
});

describe('callableName', () => {
  it.each([
    ['127.0.0.1', { scheme: 'http', allowed: [] }, '127.0.0.1'],
    ['::1', { scheme: 'http', allowed: [] }, '[::1]'],
    ['Trade.Example', { scheme: 'https', allowed: ['other.example'] }, 'trade.example'],
    ['0.0.0.0', { scheme: 'http', allowed: [] }, '127.0.0.1'],
    ['::', { scheme: 'http', allowed: [] }, '[::1]'],
    ['0.0.0.0', { scheme: 'https', allowed: [] }, '127.0.0.1'],
    // In a container the name is one of its network, and the port is published on the machine.
    ['0.0.0.0', { scheme: 'http', allowed: ['quantbot'] }, '127.0.0.1'],
    ['0.0.0.0', { scheme: 'https', allowed: ['Trader.Example', 'b.example'] }, 'trader.example'],
  ] as const)('of %s with %o is %s', (host, names, expected) => {
    expect(callableName(host, names)).toBe(expected);
  });
});
