import { fault, isFault, type Fault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { approveTransaction } from '../approve/approveTransaction.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import {
  createFakeRemoteSigner,
  FAKE_SIGN_TIMEOUT_MS,
  type FakeAnswer,
} from '../testing/fakeRemoteSigner.ts';
import { draftOf, policyOf } from '../testing/policyFixtures.ts';
import { buyPlan, PLAN_KEY } from '../testing/tradeFixtures.ts';
import { askSigner } from './askSigner.ts';

const plan = buyPlan();
const approved = approveTransaction(draftOf(plan), policyOf(plan));
if (isFault(approved)) throw new Error(approved.message);
const { messageBytes } = approved;

function ask(answer?: FakeAnswer) {
  const platform = createFakePlatform();
  const closing = new AbortController();
  const signer = createFakeRemoteSigner(answer);
  const answered = askSigner(signer, approved as Exclude<typeof approved, Fault>, {
    platform,
    closing: closing.signal,
  });
  return { answered, platform, closing, signer };
}

describe('askSigner', () => {
  it('puts the signature of exactly these bytes before them', async () => {
    const { answered, signer, platform } = ask();
    const signed = await answered;
    if (isFault(signed)) throw new Error(signed.message);
    const signature = PLAN_KEY.sign(messageBytes);
    expect(signed.wire).toEqual(Uint8Array.from([1, ...signature, ...messageBytes]));
    expect(signer.asked).toEqual([messageBytes]);
    expect(platform.pendingDelaysMs()).toEqual([]);
  });

  it.each<[string, FakeAnswer]>([
    ['a flipped bit', (real) => real.with(9, (real[9] ?? 0) ^ 1)],
    ['other bytes', (_real, bytes) => PLAN_KEY.sign(bytes.with(70, (bytes[70] ?? 0) ^ 1))],
    ['bytes that it changed in place', (_real, bytes) => PLAN_KEY.sign(bytes.fill(0, 70, 90))],
    ['too short', (real) => real.subarray(1)],
    ['too long', (real) => Uint8Array.from([...real, 0])],
    ['nothing', () => new Uint8Array()],
    ['zeros', () => new Uint8Array(64)],
    ['no answer at all', () => undefined as never],
    ['null', () => null as never],
    ['text', () => 'signed' as never],
    ['plain numbers', (real) => [...real] as never],
  ])('takes a signature with %s for none', async (_name, answer) => {
    const before = Uint8Array.from(messageBytes);
    expect(await ask(answer).answered).toMatchObject({
      code: 'SIGN__SIGNATURE_INVALID',
      context: { signer: 'made-up signer' },
    });
    expect(messageBytes).toEqual(before);
  });

  it('hands on what the signer says against it', async () => {
    const refused = fault('SIGN__SIGNER_REFUSED', { signer: 'made-up signer', reason: 'policy' });
    expect(await ask(() => refused).answered).toBe(refused);
  });

  it('repeats nothing of what it throws', async () => {
    const answer: FakeAnswer = () => {
      throw new TypeError('401 for token s.SECRET');
    };
    const failed = await ask(answer).answered;
    expect(failed).toMatchObject({ code: 'SIGN__SIGNER_UNAVAILABLE' });
    expect(JSON.stringify(failed)).not.toContain('SECRET');
  });

  it('waits as long as it may, tells the signer, and looks at no later answer', async () => {
    const late = Promise.withResolvers<Uint8Array>();
    const { answered, platform, signer } = ask(async () => late.promise);
    await platform.advance(FAKE_SIGN_TIMEOUT_MS - 1);
    expect(signer.isGivenUp()).toBe(false);
    await platform.advance(1);
    expect(await answered).toMatchObject({
      code: 'SIGN__TIMED_OUT',
      context: { signTimeoutMs: FAKE_SIGN_TIMEOUT_MS },
    });
    expect(signer.isGivenUp()).toBe(true);
    late.reject(new Error('nobody listens'));
    await platform.settle();
  });

  it('waits for nobody once the adapter closes', async () => {
    const { answered, closing, platform } = ask(async () => new Promise(() => {}));
    await platform.settle();
    closing.abort();
    expect(await answered).toMatchObject({ code: 'EXECUTOR__CLOSED' });
  });
});
