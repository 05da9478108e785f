import { describe, expect, it } from 'vitest';

import { createFakePlatform, type FakeHttp } from '../testing/fakePlatform.ts';
import { okResponse } from '../testing/fakeRpc.ts';
import { createRpcTransport, RpcHttpError, RpcThrottleError } from './rpcTransport.ts';

const URL_WITH_SECRET = 'https://user:SECRET@rpc.example/SECRET?api-key=SECRET';

function setUp(http: FakeHttp) {
  const platform = createFakePlatform({ http });
  const transport = createRpcTransport({ url: URL_WITH_SECRET, platform, timeoutMs: 123 });
  return { platform, transport };
}

describe('createRpcTransport', () => {
  it('reads whole numbers as bigint, so that no lamport is rounded', async () => {
    const { transport } = setUp(() => okResponse('{"result":18446744073709551615,"float":0.5}'));
    const answer = await transport({ payload: {} });
    expect(answer).toEqual({ result: 18_446_744_073_709_551_615n, float: 0.5 });
  });

  it('writes bigint as whole numbers', async () => {
    const { platform, transport } = setUp(() => okResponse('{}'));
    const { signal } = new AbortController();
    await transport({ payload: { params: [18_446_744_073_709_551_615n] }, signal });
    expect(platform.requests).toEqual([
      {
        method: 'POST',
        url: URL_WITH_SECRET,
        headers: { 'content-type': 'application/json' },
        body: '{"params":[18446744073709551615]}',
        timeoutMs: 123,
        signal,
      },
    ]);
  });

  it.each([201, 204, 301, 400, 401, 403, 500, 502, 503])(
    'has no answer with HTTP %i, whatever the body says',
    async (status) => {
      const { transport } = setUp(() => ({ status, headers: {}, body: '{"result":1}' }));
      const cause: unknown = await transport({ payload: {} }).catch((error: unknown) => error);
      expect(cause).toBeInstanceOf(RpcHttpError);
      expect(cause).toMatchObject({
        httpStatus: status,
        message: `https://rpc.example answered HTTP ${status}`,
      });
    },
  );

  it.each([
    [429, '', 'answered HTTP 429'],
    [429, '{"error":{"code":-32602,"message":"x"}}', 'answered HTTP 429'],
    [200, '{"error":{"code":-32429,"message":"max usage reached"}}', 'limits its calls (-32429)'],
    [200, '{"error":{"code":429,"message":"x"}}', 'answered HTTP 429'],
  ])('is asked for fewer calls by HTTP %i with %j', async (status, body, message) => {
    const headers = { 'retry-after': '3' };
    const { transport } = setUp(() => ({ status, headers, body }));
    const cause: unknown = await transport({ payload: {} }).catch((error: unknown) => error);
    expect(cause).toBeInstanceOf(RpcThrottleError);
    expect(cause).toMatchObject({ retryAfterMs: 3_000, message: `https://rpc.example ${message}` });
  });

  it.each(['', '<html>', '{"result":'])('has no answer with the body %j', async (body) => {
    const { transport } = setUp(() => okResponse(body));
    await expect(transport({ payload: {} })).rejects.toThrow();
  });

  it('has no answer when nobody answers', async () => {
    const { transport } = setUp(() => new Error('timed out'));
    await expect(transport({ payload: {} })).rejects.toThrow('timed out');
  });
});
