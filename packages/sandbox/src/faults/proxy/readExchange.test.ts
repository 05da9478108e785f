import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';

import { describe, expect, it } from 'vitest';

import { readCall, readExchange } from './readExchange.ts';

function request(url: string, text: string): IncomingMessage {
  const stream = Readable.from(text === '' ? [] : [Buffer.from(text)]);
  return Object.assign(stream, { url, method: 'POST', rawHeaders: [] }) as never;
}

describe('readExchange', () => {
  it('takes the method of a JSON-RPC call', async () => {
    const text = '{"jsonrpc":"2.0","id":1,"method":"getSlot","params":[]}';
    const exchange = await readExchange(request('/?key=1', text), 'rpc');
    expect(exchange).toMatchObject({ method: 'getSlot', path: '/?key=1', verb: 'POST' });
    expect(exchange.body.toString()).toBe(text);
  });

  it('takes the path where there is no call, and always for the venue', async () => {
    const tipFloor = request('/api/v1/bundles/tip_floor?a=1', '');
    expect((await readExchange(tipFloor, 'blockEngine')).method).toBe('/api/v1/bundles/tip_floor');
    const build = request('/swap/v2/build?amount=1', '{"method":"other"}');
    expect((await readExchange(build, 'venue')).method).toBe('/swap/v2/build');
  });
});

describe('readCall', () => {
  it('keeps an id that is too large for a number', () => {
    const text = '{"jsonrpc":"2.0","id":18446744073709551615,"method":"getSlot"}';
    expect(readCall(text)).toEqual({
      id: 18_446_744_073_709_551_615n,
      method: 'getSlot',
      params: [],
    });
  });

  it.each(['', 'no JSON', '[{"id":1,"method":"getSlot"}]', '{"id":1}', '{"id":1234567890123456'])(
    'finds no call in %j',
    (text) => {
      expect(readCall(text)).toBeUndefined();
    },
  );
});
