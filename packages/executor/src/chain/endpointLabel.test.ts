import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { endpointLabel, endpointOperator } from './endpointLabel.ts';

describe('endpointLabel', () => {
  it.each([
    ['https://rpc.example/v2/SECRET', 'https://rpc.example'],
    ['https://rpc.example/?api-key=SECRET#SECRET', 'https://rpc.example'],
    ['http://SECRET:SECRET@rpc.example:8899/', 'http://rpc.example:8899'],
    ['not a url SECRET', 'endpoint with a malformed URL'],
    ['', 'endpoint with a malformed URL'],
  ])('of %s is %s', (url, label) => {
    expect(endpointLabel(url)).toBe(label);
  });

  it('for all paths, queries and users, is scheme and host alone', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (path, query, user) => {
        const url = new URL('https://rpc.example');
        url.pathname = `/SECRET${path}`;
        url.search = `?SECRET${query}`;
        url.username = `SECRET${user}`;
        expect(endpointLabel(url.href)).toBe('https://rpc.example');
      }),
    );
  });
});

describe('endpointOperator', () => {
  it('is the configured one, else the host', () => {
    expect(endpointOperator({ url: 'https://a.example/x', operator: 'A' })).toBe('A');
    expect(endpointOperator({ url: 'https://a.example:8899/x?SECRET' })).toBe('a.example');
  });
});
