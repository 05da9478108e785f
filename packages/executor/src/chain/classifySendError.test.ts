import { createSolanaRpcFromTransport, type Base64EncodedWireTransaction } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { classifySendError } from './classifySendError.ts';

/** What kit throws for a JSON-RPC error of a send. */
async function thrownFor(error: { code: number; message: string; data?: unknown }) {
  const rpc = createSolanaRpcFromTransport(async <Answer>() => {
    return { jsonrpc: '2.0', id: 1, error } as Answer;
  });
  try {
    await rpc.sendTransaction('' as Base64EncodedWireTransaction, { encoding: 'base64' }).send();
  } catch (cause) {
    return cause;
  }
  throw new Error('the send did not fail');
}

describe('classifySendError', () => {
  it.each([-32_602, -32_003])('is refused by %i: this node cannot use the bytes', async (code) => {
    const cause = await thrownFor({ code, message: 'whatever' });
    expect(classifySendError(cause)).toMatchObject({ kind: 'refused' });
  });

  it.each([
    -32_000, -32_001, -32_002, -32_004, -32_005, -32_006, -32_007, -32_009, -32_013, -32_015,
    -32_016, -32_600, -32_601, -32_603, -32_700, 0, 429, -31_000,
  ])('is in doubt after %i', async (code) => {
    const cause = await thrownFor({ code, message: 'Transaction signature verification failure' });
    expect(classifySendError(cause)).toMatchObject({ kind: 'in-doubt' });
  });

  it('is in doubt after a preflight failure with its data', async () => {
    const data = { accounts: null, err: 'AccountNotFound', logs: [], unitsConsumed: 0 };
    const cause = await thrownFor({ code: -32_002, message: 'simulation failed', data });
    expect(classifySendError(cause)).toMatchObject({ kind: 'in-doubt' });
  });

  it.each([
    new Error('invalid params (-32602)'),
    new Error('signature verification failure'),
    new TypeError('fetch failed'),
    new DOMException('timed out', 'TimeoutError'),
    { code: -32_602 },
    '-32602',
    undefined,
  ])('is in doubt after %o: words prove nothing', (cause) => {
    expect(classifySendError(cause)).toMatchObject({ kind: 'in-doubt' });
  });

  it('says why', () => {
    expect(classifySendError(new Error('socket hang up'))).toEqual({
      kind: 'in-doubt',
      reason: 'socket hang up',
    });
  });
});
