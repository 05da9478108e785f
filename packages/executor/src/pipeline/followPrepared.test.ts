import { getBase58Decoder } from '@solana/kit';
import { describe, expect, it, vi } from 'vitest';

import { createFakeRemoteSigner, FAKE_SIGN_TIMEOUT_MS } from '../testing/fakeRemoteSigner.ts';
import { createRetryScene } from '../testing/retryScene.ts';
import { PLAN_KEY } from '../testing/tradeFixtures.ts';
import { resolveTrade } from './resolveTrade.ts';
import { resumeStep, resumeTrade } from './resumeTrades.ts';

const SILENT = async () => new Promise<never>(() => {});

/** A trade whose signer was asked and did not answer. */
async function setUp() {
  const signer = createFakeRemoteSigner(SILENT);
  const scene = await createRetryScene({ signer, config: { maxRetries: 0 } });
  await scene.run();
  await scene.platform.advance(FAKE_SIGN_TIMEOUT_MS);
  const message = signer.asked[0] ?? new Uint8Array();
  const leaked = getBase58Decoder().decode(PLAN_KEY.sign(message));
  const leak = () => {
    scene.chain.history = [
      { signature: leaked, slot: 1_010n, commitment: 'confirmed', error: null },
      ...scene.chain.history,
    ];
  };
  const later = async () => scene.platform.advance(6_000);
  return { ...scene, signer, leaked, leak, later };
}

describe('an attempt that may be signed', () => {
  it('is followed as any other once its signature shows on chain', async () => {
    const scene = await setUp();
    scene.halt();
    scene.leak();
    await scene.later();
    expect(scene.current()).toMatchObject({
      status: 'executing',
      prepared: [],
      attempts: [{ number: 1, signature: scene.leaked }],
    });
    expect(scene.names(scene.tradeId)).toContain('AttemptSigned');
    expect(scene.events.map(({ name }) => name)).toContain('execution.attempt.leaked');
    await scene.land();
    expect(scene.current()).toMatchObject({
      status: 'filled',
      result: { success: true, txSignature: scene.leaked },
    });
  });

  it('is followed when it shows after everybody could have held it for dead', async () => {
    const scene = await setUp();
    scene.leak();
    await scene.die();
    await scene.later();
    expect(scene.current().attempts).toMatchObject([{ signature: scene.leaked }]);
  });

  it('is not dead while no node has read the history to the preparation', async () => {
    const scene = await setUp();
    const [node] = scene.parts.pool.nodes;
    const { signaturesOf } = node ?? {};
    Object.assign(node ?? {}, { signaturesOf: async () => Promise.reject(new Error('timeout')) });
    await scene.die();
    await scene.platform.advance(120_000);
    expect(scene.current()).toMatchObject({ status: 'executing' });
    Object.assign(node ?? {}, { signaturesOf });
    await scene.later();
    expect(scene.current()).toMatchObject({ status: 'failed', errorCode: 'SIGN__TIMED_OUT' });
  });

  it('is looked for every five seconds, however long nobody knows', async () => {
    const scene = await setUp();
    const look = vi.spyOn(scene.parts.proofs, 'look');
    await scene.platform.advance(60_000);
    expect(look.mock.calls.length).toBeGreaterThanOrEqual(10);
    expect(look.mock.calls.length).toBeLessThanOrEqual(12);
  });

  it('is not dead for other transactions of the wallet, and not alive either', async () => {
    const scene = await setUp();
    const other = getBase58Decoder().decode(PLAN_KEY.sign(Uint8Array.of(1)));
    scene.chain.history = [
      { signature: other, slot: 1_010n, commitment: 'finalized', error: null },
    ];
    await scene.platform.advance(60_000);
    expect(scene.current().status).toBe('executing');
    await scene.die();
    await scene.later();
    expect(scene.current()).toMatchObject({ status: 'failed' });
    const expired = scene.journal
      .history(scene.tradeId)
      ?.events.find(({ event }) => event.name === 'PreparedExpired');
    expect(expired?.event).toMatchObject({
      number: 1,
      deathHeight: '1182',
      witnesses: [{ operator: 'fake-operator' }],
    });
  });

  it('is found by a restart, and seen through', async () => {
    const scene = await setUp();
    const trade = scene.journal.history(scene.tradeId)?.trade;
    if (trade === undefined) throw new Error('the journal does not know it');
    expect(resumeStep(trade, scene.clock.now + 3_600_000)).toBe('follow');
    const next = await createRetryScene({ signer: scene.signer, config: { maxRetries: 0 } });
    next.parts.log.adopt(trade);
    const again = { ...next.parts, log: scene.parts.log };
    const begun: Array<() => Promise<void>> = [];
    resumeTrade(again, trade, {
      begin: (work) => {
        begun.push(work);
      },
    });
    expect(begun).toHaveLength(1);
    expect(again.ledger.reservedBesides('another')).toBeGreaterThan(100_000_000n);
    next.chain.height = 1_183n;
    next.chain.slot = 1_500n;
    await next.platform.advance(6_000);
    expect(scene.current()).toMatchObject({ status: 'failed', errorCode: 'SIGN__TIMED_OUT' });
    expect(scene.signer.asked).toHaveLength(1);
  });
});

describe('a person', () => {
  const given = { as: 'dead', reason: 'looked at the wallet', by: 'ops' } as const;

  it('decides about it only once it is past its death', async () => {
    const scene = await setUp();
    const tools = { log: scene.parts.log, parts: scene.parts, conflicts: () => [] };
    const early = await resolveTrade(tools, scene.current(), given);
    expect(early).toMatchObject({ code: 'RESOLVE__STATE_NOT_ALLOWED' });
    const [node] = scene.parts.pool.nodes;
    Object.assign(node ?? {}, { signaturesOf: async () => Promise.reject(new Error('timeout')) });
    await scene.die();
    const landed = await resolveTrade(tools, scene.current(), { ...given, as: 'landed' });
    expect(landed).toMatchObject({ code: 'RESOLVE__STATE_NOT_ALLOWED' });
    const other = await resolveTrade(tools, scene.current(), { ...given, signature: 'other' });
    expect(other).toMatchObject({
      code: 'RESOLVE__SIGNATURE_MISMATCH',
      context: { known: ['prepared-1'] },
    });
    const dead = await resolveTrade(tools, scene.current(), given);
    expect(dead).toMatchObject({
      status: 'resolved',
      resolution: { as: 'dead', signature: 'prepared-1' },
    });
    await scene.later();
    expect(scene.current().status).toBe('resolved');
    expect(scene.reserved()).toBe(0n);
  });
});
