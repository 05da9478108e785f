import { getSolanaErrorFromJsonRpcError } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { callFailure } from './callFailure.ts';
import { RpcHttpError, RpcThrottleError } from './rpcTransport.ts';

const answered = (code: number, data?: unknown): unknown =>
  getSolanaErrorFromJsonRpcError({ code, message: 'whatever', data });

describe('callFailure', () => {
  it('knows a limit, and how long the node wants to be left alone', () => {
    expect(callFailure(new RpcThrottleError('http://a', 429, 2_000))).toEqual({
      kind: 'throttled',
      retryAfterMs: 2_000,
    });
  });

  it.each([-32_601, -32_602, -32_011, -32_004])('is an answer of the node: %i', (code) => {
    expect(callFailure(answered(code))).toEqual({ kind: 'answered' });
  });

  it.each([
    new RpcHttpError('http://a', 502),
    new TypeError('fetch failed'),
    new SyntaxError('Unexpected token < in JSON'),
    new DOMException('timed out', 'TimeoutError'),
    new Error('429 too many requests (-32602)'),
    answered(-32_005, { numSlotsBehind: 9n }),
    answered(-32_016, { contextSlot: 9n }),
    undefined,
  ])('is a failure: %o', (cause) => {
    expect(callFailure(cause)).toEqual({ kind: 'failed' });
  });
});
