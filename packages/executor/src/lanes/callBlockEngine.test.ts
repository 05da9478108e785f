import { describe, expect, it } from 'vitest';

import type { HttpResponse } from '../platform/executorPlatform.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { okResponse } from '../testing/fakeRpc.ts';
import { RpcThrottleError } from '../chain/rpcTransport.ts';
import { BlockEngineRefusal, callBlockEngine } from './callBlockEngine.ts';

async function call(
  answer: HttpResponse | Error,
  jitoEndpoint = 'https://u:SECRET@engine.example',
) {
  const platform = createFakePlatform({ http: () => answer });
  const result = callBlockEngine(platform, {
    jitoEndpoint,
    path: 'bundles',
    method: 'sendBundle',
    params: [['AQID'], { encoding: 'base64' }],
  });
  return { result: await result.catch((cause: unknown) => cause), requests: platform.requests };
}

describe('callBlockEngine', () => {
  it.each(['https://engine.example', 'https://engine.example/'])('asks %s once', async (host) => {
    const { result, requests } = await call(okResponse('{"result":"bundle-id"}'), host);
    expect(result).toBe('bundle-id');
    expect(requests).toEqual([
      {
        method: 'POST',
        url: 'https://engine.example/api/v1/bundles',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'sendBundle',
          params: [['AQID'], { encoding: 'base64' }],
        }),
        timeoutMs: 3_000,
      },
    ]);
  });

  it.each([200, 400])('is refused by an error of its own, HTTP %i', async (status) => {
    const body = '{"jsonrpc":"2.0","error":{"code":-32602,"message":"bad bundle"},"id":1}';
    const { result } = await call({ status, headers: {}, body });
    expect(result).toBeInstanceOf(BlockEngineRefusal);
    expect(result).toMatchObject({ code: -32_602, message: 'bad bundle (-32602)' });
  });

  it.each([
    [429, '', undefined],
    [429, '{"error":{"code":-32602,"message":"Retry after 2000ms"}}', 2_000],
    [200, '{"error":{"code":-32097,"message":"Rate limit exceeded. Retry after 350ms"}}', 350],
    [429, '{"error":{"code":-32097,"message":"Network congested."}}', undefined],
    [429, '{"result":"bundle-id"}', undefined],
  ])('is asked for fewer calls by HTTP %i with %j', async (status, body, waitMs) => {
    const { result } = await call({ status, headers: {}, body });
    expect(result).toBeInstanceOf(RpcThrottleError);
    expect(result).toMatchObject({ retryAfterMs: waitMs });
  });

  it.each(['', '<html>', '[]', 'null', '"x"', '{"error":"x"}', '{"error":{"code":"x"}}'])(
    'has no answer with the body %j',
    async (body) => {
      const { result } = await call({ status: 502, headers: {}, body });
      expect(result).not.toBeInstanceOf(BlockEngineRefusal);
      expect(result).toMatchObject({ message: 'https://engine.example answered HTTP 502' });
    },
  );

  it.each([
    '{}',
    '{"message":"Too many requests"}',
    '{"result":null}',
    '{"result":null,"error":null}',
  ])('has no answer with %s, in which nobody took anything', async (body) => {
    const { result } = await call({ status: 503, headers: {}, body });
    expect(result).toMatchObject({ message: 'https://engine.example answered HTTP 503' });
  });

  it('has no answer when nobody answers', async () => {
    expect((await call(new Error('timed out'))).result).toMatchObject({ message: 'timed out' });
  });
});
