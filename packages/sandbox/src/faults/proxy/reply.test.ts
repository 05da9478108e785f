import { expect, it } from 'vitest';

import {
  endToEndHeaders,
  errorBody,
  jsonReply,
  resultBody,
  statusReply,
  withBody,
} from './reply.ts';

it('leaves out headers that speak of the connection, and keeps others that repeat', () => {
  const headers = [
    'Content-Length',
    '3',
    'set-cookie',
    'a',
    'Connection',
    'close',
    'set-cookie',
    'b',
  ];
  expect(endToEndHeaders(headers)).toEqual(['set-cookie', 'a', 'set-cookie', 'b']);
  expect(endToEndHeaders(['Host', 'a', 'x', 'y'], new Set(['host']))).toEqual(['x', 'y']);
});

it('answers with the id of the call, exact', () => {
  const call = { id: 2n ** 64n - 1n };
  expect(jsonReply(resultBody(call, true)).body.toString()).toBe(
    '{"jsonrpc":"2.0","result":true,"id":18446744073709551615}',
  );
  expect(jsonReply(errorBody(call, { code: -32_005, message: 'behind' })).body.toString()).toBe(
    '{"jsonrpc":"2.0","error":{"code":-32005,"message":"behind"},"id":18446744073709551615}',
  );
});

it('answers a status with the seconds to wait', () => {
  const reply = statusReply({ status: 429, retryAfterSeconds: 2 });
  expect(reply).toMatchObject({ status: 429 });
  expect(reply.headers).toContain('retry-after');
  expect(reply.body.toString()).toBe('Too Many Requests');
  expect(withBody(reply, 'other').body.toString()).toBe('other');
});
