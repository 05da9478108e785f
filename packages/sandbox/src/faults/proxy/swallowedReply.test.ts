import { address } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { computeBundleId } from '../../jito/bundle.ts';
import { bodyOf, createExchange } from '../../testing/fakeExchange.ts';
import { signTransfer } from '../../testing/signTransfer.ts';
import type { Reply } from './exchange.ts';
import { swallowedReply } from './swallowedReply.ts';

const DESTINATION = address('96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5');
const BASE64 = { encoding: 'base64' };
const resultOf = (reply: Reply | undefined) =>
  reply && (bodyOf(reply) as { result: unknown }).result;

describe('swallowedReply', () => {
  it('answers a send with the signature of its bytes', async () => {
    const { wire, signature } = await signTransfer(DESTINATION, 1n);
    const reply = swallowedReply(createExchange('sendTransaction', [wire, BASE64]));
    expect(resultOf(reply)).toBe(signature);
  });

  it('names the bundle where the block engine does', async () => {
    const { wire, signature } = await signTransfer(DESTINATION, 1n);
    const id = computeBundleId([signature]);
    const sent = swallowedReply(createExchange('sendTransaction', [wire, BASE64], 'blockEngine'));
    expect(sent?.headers).toContain(id);
    const bundle = createExchange('sendBundle', [[wire], BASE64], 'blockEngine');
    expect(resultOf(swallowedReply(bundle))).toBe(id);
  });

  it('leaves everything else to the service', async () => {
    const { wire } = await signTransfer(DESTINATION, 1n);
    expect(swallowedReply(createExchange('getSlot'))).toBeUndefined();
    expect(swallowedReply(createExchange('sendTransaction', ['no bytes', BASE64]))).toBeUndefined();
    expect(swallowedReply(createExchange('sendBundle', [[wire], BASE64], 'rpc'))).toBeUndefined();
    expect(
      swallowedReply(createExchange('sendBundle', [[], BASE64], 'blockEngine')),
    ).toBeUndefined();
    const path = { ...createExchange('/'), call: undefined };
    expect(swallowedReply(path)).toBeUndefined();
  });
});
