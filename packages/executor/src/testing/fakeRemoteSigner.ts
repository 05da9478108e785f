import type { Fault } from '@quantbot/core';

import { createKeypairSigner, type RemoteSigner } from '../wallet/walletSigner.ts';
import { PLAN_KEY } from './tradeFixtures.ts';

/** What a remote signer answers; the real signature is given to make it from. */
export type FakeAnswer = (
  real: Uint8Array,
  messageBytes: Uint8Array,
) => Uint8Array | Fault | Promise<Uint8Array | Fault>;

/** A remote signer that a test speaks for. */
export interface FakeRemoteSigner extends RemoteSigner {
  /** Messages it was asked for, in order. */
  readonly asked: readonly Uint8Array[];
  /** Whether the last one who asked has stopped waiting. */
  readonly isGivenUp: () => boolean;
}

/** Milliseconds that a fake signer is waited for. */
export const FAKE_SIGN_TIMEOUT_MS = 5_000;

/** Makes a remote signer that holds the key of the made-up plan. */
export function createFakeRemoteSigner(answer: FakeAnswer = (real) => real): FakeRemoteSigner {
  const local = createKeypairSigner(PLAN_KEY);
  const asked: Uint8Array[] = [];
  const given = { up: false };
  return {
    kind: 'remote',
    name: 'made-up signer',
    address: local.address,
    signTimeoutMs: FAKE_SIGN_TIMEOUT_MS,
    asked,
    isGivenUp: () => given.up,
    sign: async (messageBytes, signal) => {
      asked.push(messageBytes);
      given.up = false;
      signal.addEventListener('abort', () => {
        given.up = true;
      });
      return answer(await local.sign(messageBytes), messageBytes);
    },
  };
}
