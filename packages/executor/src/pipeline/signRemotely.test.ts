import { fault } from '@quantbot/core';
import { getBase58Decoder } from '@solana/kit';
import { describe, expect, it, vi } from 'vitest';

import { pendingResult } from '../adapters/answers.ts';
import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import {
  createFakeRemoteSigner,
  FAKE_SIGN_TIMEOUT_MS,
  type FakeAnswer,
} from '../testing/fakeRemoteSigner.ts';
import { createRetryScene } from '../testing/retryScene.ts';
import { PLAN, PLAN_KEY } from '../testing/tradeFixtures.ts';
import { cancelTrade } from './cancelTrade.ts';

const NEVER: FakeAnswer = async () => new Promise(() => {});

async function setUp(answer?: FakeAnswer, config: Partial<ExecutionAdapterConfig> = {}) {
  const signer = createFakeRemoteSigner(answer);
  const scene = await createRetryScene({ signer, config });
  const { names, tradeId, parts } = scene;
  const sent = () => scene.jito.sent.length;
  const cancel = () => {
    cancelTrade(parts.log, parts.log.current(tradeId));
  };
  return { ...scene, signer, sent, cancel, written: () => names(tradeId) };
}

describe('a remote signer', () => {
  it('is asked once the message is durable, and its signature is durable before it is sent', async () => {
    const scene = await setUp();
    const { log } = scene.parts;
    const durable = log.durable.bind(log);
    const disk: PromiseWithResolvers<void>[] = [];
    Object.assign(log, {
      durable: async () => {
        const answer = Promise.withResolvers<void>();
        disk.push(answer);
        await answer.promise;
        return durable();
      },
    });
    const ran = scene.run();
    await scene.platform.settle();
    expect(scene.written()).toEqual(['TradeReceived', 'TradeAdmitted', 'AttemptPrepared']);
    expect([disk.length, scene.signer.asked.length]).toEqual([1, 0]);
    disk[0]?.resolve();
    await scene.platform.settle();
    expect(scene.written().at(-1)).toBe('AttemptSigned');
    expect([disk.length, scene.signer.asked.length, scene.sent()]).toEqual([2, 1, 0]);
    disk[1]?.resolve();
    Object.assign(log, { durable });
    await ran;
    await scene.platform.settle();
    const { attempts, prepared } = scene.current();
    expect(prepared).toEqual([]);
    const [attempt] = attempts;
    const message = scene.signer.asked[0] ?? new Uint8Array();
    expect(attempt?.signature).toBe(getBase58Decoder().decode(PLAN_KEY.sign(message)));
    const [wire] = scene.jito.sent;
    expect(Buffer.from(wire ?? []).toString('base64')).toBe(attempt?.wireBase64);
    await scene.land();
    expect(scene.current()).toMatchObject({ status: 'filled', result: { success: true } });
  });

  it('is not asked when the journal does not take the message', async () => {
    const scene = await setUp();
    const { log } = scene.parts;
    Object.assign(log, {
      durable: async () => Promise.reject(new Error('the disk is full')),
    });
    await scene.run();
    expect(scene.current().status).toBe('executing');
    expect(scene.signer.asked).toEqual([]);
    expect(scene.sent()).toBe(0);
  });

  it.each<[string, FakeAnswer, string]>([
    [
      'signs other bytes',
      (_real, bytes) => PLAN_KEY.sign(bytes.slice(1)),
      'SIGN__SIGNATURE_INVALID',
    ],
    ['answers garbage', () => Uint8Array.of(1), 'SIGN__SIGNATURE_INVALID'],
    [
      'refuses',
      () => fault('SIGN__SIGNER_REFUSED', { signer: 's', reason: 'its policy' }),
      'SIGN__SIGNER_REFUSED',
    ],
  ])('that %s: nothing is sent, and the trade ends by proof alone', async (_name, answer, code) => {
    const scene = await setUp(answer);
    const metric = vi.spyOn(scene.parts.telemetry, 'metric');
    await scene.run();
    await scene.platform.advance(60_000);
    const signerErrors = metric.mock.calls.filter(([name]) => name.includes('signer_errors'));
    expect(signerErrors).toEqual([['quantbot_signer_errors_total', 1, { kind: 'remote', code }]]);
    expect(scene.current()).toMatchObject({
      status: 'executing',
      attempts: [],
      prepared: [{ status: 'prepared', signerCode: code }],
    });
    expect(scene.reserved()).toBeGreaterThan(100_000_000n);
    await scene.die();
    await scene.platform.advance(5_000);
    expect(scene.current()).toMatchObject({ status: 'failed', errorCode: code });
    expect(scene.sent()).toBe(0);
    expect(scene.signer.asked).toHaveLength(1);
    expect(scene.reserved()).toBe(0n);
  });

  it('that is silent is asked again only once the first message is proven dead', async () => {
    let isSilent = true;
    const scene = await setUp((real) => (isSilent ? new Promise(() => {}) : real));
    await scene.run();
    await scene.platform.advance(FAKE_SIGN_TIMEOUT_MS);
    expect(scene.current().prepared).toMatchObject([{ signerCode: 'SIGN__TIMED_OUT' }]);
    await scene.platform.advance(30_000);
    expect(scene.signer.asked).toHaveLength(1);
    isSilent = false;
    await scene.die();
    await scene.platform.advance(5_000);
    expect(scene.signer.asked).toHaveLength(2);
    expect(scene.signer.asked[1]).not.toEqual(scene.signer.asked[0]);
    await scene.land();
    await scene.platform.advance(2_000);
    expect(scene.current()).toMatchObject({
      status: 'filled',
      prepared: [{ number: 1, status: 'expired' }],
      attempts: [{ number: 2, status: 'confirmed' }],
      result: { success: true, attempts: 2 },
    });
  });

  it('that answers after it was given up is not listened to', async () => {
    const late = Promise.withResolvers<Uint8Array>();
    let made: Uint8Array | undefined;
    const scene = await setUp(
      async (real) => {
        made ??= real;
        return late.promise;
      },
      { maxRetries: 0 },
    );
    await scene.run();
    await scene.platform.advance(FAKE_SIGN_TIMEOUT_MS);
    late.resolve(made ?? new Uint8Array());
    await scene.platform.advance(60_000);
    expect(scene.sent()).toBe(0);
    expect(scene.current()).toMatchObject({ status: 'executing', attempts: [] });
    await scene.die();
    await scene.platform.advance(5_000);
    expect(scene.current()).toMatchObject({ status: 'failed', errorCode: 'SIGN__TIMED_OUT' });
    expect(scene.sent()).toBe(0);
  });

  it.each<[string, (scene: Awaited<ReturnType<typeof setUp>>) => void, string]>([
    ['a cancel was asked for', ({ cancel }) => cancel(), 'SIGN__ABANDONED'],
    [
      'the deadline passed',
      ({ clock }) => {
        clock.now += 10 * 60_000;
      },
      'DEADLINE__EXPIRED',
    ],
    [
      'the wallet was stopped',
      ({ parts }) => {
        const context = { key: 'another', wallet: PLAN.wallet };
        parts.hold.set({ kind: 'fault', code: 'RISK__CONFLICT_UNRESOLVED', message: 'm', context });
      },
      'RISK__CONFLICT_UNRESOLVED',
    ],
    [
      'another trade of the token lost its landing',
      ({ sign }) => {
        sign({}, { signature: 'another' });
      },
      'SIGN__ABANDONED',
    ],
  ])('signs while %s: the signature is not sent', async (_name, spoil, code) => {
    const scene = await setUp((real) => {
      spoil(scene);
      return real;
    });
    await scene.run();
    expect(scene.signer.asked).toHaveLength(1);
    expect(scene.current()).toMatchObject({
      status: 'executing',
      attempts: [],
      prepared: [{ signerCode: code }],
    });
    await scene.platform.advance(60_000);
    expect(scene.sent()).toBe(0);
  });

  it('signs while the journal is told to halt: the signature is neither written nor sent', async () => {
    const scene = await setUp((real) => {
      scene.halt();
      return real;
    });
    await scene.run();
    expect(scene.current()).toMatchObject({
      status: 'executing',
      attempts: [],
      prepared: [{ signerCode: 'RISK__TRADING_HALTED' }],
    });
    await scene.platform.advance(60_000);
    expect(scene.sent()).toBe(0);
  });

  it('is not asked while trading is halted', async () => {
    const scene = await setUp();
    scene.halt();
    await scene.run();
    expect(scene.signer.asked).toEqual([]);
    expect(scene.current()).toMatchObject({ status: 'denied', errorCode: 'RISK__TRADING_HALTED' });
  });

  it('cancels what it was asked for once that is proven dead', async () => {
    const scene = await setUp(NEVER);
    await scene.run();
    scene.cancel();
    expect(scene.current()).toMatchObject({ status: 'executing', cancelRequested: true });
    await scene.platform.advance(FAKE_SIGN_TIMEOUT_MS);
    await scene.die();
    await scene.platform.advance(5_000);
    expect(scene.current()).toMatchObject({ status: 'cancelled', errorCode: 'CONFIRM__CANCELLED' });
  });

  it('tells whoever asks what may land, and until when', async () => {
    const scene = await setUp(NEVER);
    await scene.run();
    const result = pendingResult(scene.current(), { waitMs: 1, deduplicated: false });
    expect(result).toMatchObject({
      success: false,
      errorCode: 'SIGN__OUTCOME_UNKNOWN',
      deathHeight: 1_182,
      attempts: 1,
    });
    expect(result).not.toHaveProperty('txSignature');
    expect(result).not.toHaveProperty('keyReusable');
  });
});
