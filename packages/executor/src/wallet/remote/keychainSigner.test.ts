import { isFault } from '@quantbot/core';
import { describe, expect, it, vi } from 'vitest';

import { PLAN, PLAN_KEY } from '../../testing/tradeFixtures.ts';
import { createKeychainSigner, type MessageSigner } from './keychainSigner.ts';

const MESSAGE = Uint8Array.of(1, 2, 3);
const waiting = () => new AbortController().signal;
const parts = { name: 'made up', packageName: 'p@1', publicKey: PLAN.wallet };

function messageSigner(changes: Partial<MessageSigner> = {}): MessageSigner {
  return {
    address: PLAN.wallet,
    signMessages: async (messages) =>
      messages.map(({ content }) => ({ [PLAN.wallet]: PLAN_KEY.sign(content) })),
    ...changes,
  };
}

describe('createKeychainSigner', () => {
  it('connects at the first signature and once', async () => {
    const connect = vi.fn(async () => messageSigner());
    const signer = createKeychainSigner({ ...parts, connect });
    expect(connect).not.toHaveBeenCalled();
    expect(signer).toMatchObject({ kind: 'remote', address: PLAN.wallet, signTimeoutMs: 5_000 });
    expect(await signer.sign(MESSAGE, waiting())).toEqual(PLAN_KEY.sign(MESSAGE));
    await signer.sign(MESSAGE, waiting());
    expect(connect).toHaveBeenCalledTimes(1);
  });

  it('connects again after it could not', async () => {
    const connect = vi
      .fn(async () => messageSigner())
      .mockRejectedValueOnce(new TypeError('fetch failed'));
    const signer = createKeychainSigner({ ...parts, connect });
    expect(isFault(await signer.sign(MESSAGE, waiting()))).toBe(true);
    expect(await signer.sign(MESSAGE, waiting())).toEqual(PLAN_KEY.sign(MESSAGE));
  });

  it('asks for no signature by the key of another wallet', async () => {
    const signMessages = vi.fn(async () => []);
    const connect = async () => messageSigner({ address: PLAN.mint, signMessages });
    const answer = await createKeychainSigner({ ...parts, connect }).sign(MESSAGE, waiting());
    expect(answer).toMatchObject({ code: 'SIGN__SIGNER_REFUSED' });
    expect(signMessages).not.toHaveBeenCalled();
  });

  it.each([[[]], [[{}]], [[{ [PLAN.mint]: new Uint8Array(64) }]]])(
    'finds no signature in %j',
    async (given) => {
      const connect = async () => messageSigner({ signMessages: async () => given });
      const answer = await createKeychainSigner({ ...parts, connect }).sign(MESSAGE, waiting());
      expect(answer).toMatchObject({ code: 'SIGN__ANSWER_MALFORMED' });
    },
  );

  it('makes no further call while eight have had no answer', async () => {
    const held = Promise.withResolvers<never[]>();
    const signMessages = vi.fn(async () => held.promise);
    const connect = async () => messageSigner({ signMessages });
    const signer = createKeychainSigner({ ...parts, connect });
    const asked = Array.from({ length: 8 }, async () => signer.sign(MESSAGE, waiting()));
    expect(await signer.sign(MESSAGE, waiting())).toMatchObject({
      code: 'SIGN__SIGNER_UNAVAILABLE',
      context: { reason: '8 calls have had no answer yet' },
    });
    held.resolve([]);
    await Promise.all(asked);
    expect(signMessages).toHaveBeenCalledTimes(8);
    await signer.sign(MESSAGE, waiting());
    expect(signMessages).toHaveBeenCalledTimes(9);
  });

  it('asks nobody once nobody waits', async () => {
    const connect = vi.fn(async () => messageSigner());
    const answer = await createKeychainSigner({ ...parts, connect }).sign(
      MESSAGE,
      AbortSignal.abort(),
    );
    expect(answer).toMatchObject({ code: 'SIGN__SIGNER_UNAVAILABLE' });
    expect(connect).not.toHaveBeenCalled();
  });

  it.each([
    [{ signTimeoutMs: 99 }, 'signTimeoutMs 99 is not from 100 to 30000'],
    [{ signTimeoutMs: 30_001 }, 'signTimeoutMs'],
    [{ signTimeoutMs: Number.NaN }, 'signTimeoutMs'],
    [{ publicKey: 'nobody' }, 'publicKey nobody is no address'],
  ])('is not made with %j', (changes, problem) => {
    const connect = async () => messageSigner();
    expect(() => createKeychainSigner({ ...parts, ...changes, connect })).toThrow(problem);
  });
});
