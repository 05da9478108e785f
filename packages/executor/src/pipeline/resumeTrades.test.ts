import { describe, expect, it } from 'vitest';

import type { ChainNode } from '../chain/chainNode.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';
import {
  createFakeLane,
  createFakeParts,
  FAKE_GENESIS_HASH,
  FAKE_SIGNATURE,
} from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import {
  admitFixture,
  appendFixture,
  FIXTURE_NOW_MS,
  FIXTURE_REQUEST,
  fixtureClaim,
  fixtureDenied,
  fixtureFill,
} from '../testing/journalFixtures.ts';
import { madeUpTransaction } from '../testing/madeUpTransaction.ts';
import { PLAN } from '../testing/tradeFixtures.ts';
import { readOpenStatuses, resumeTrade } from './resumeTrades.ts';

/** The parts of a new process over the journal of an old one. */
async function setUp(node: Partial<ChainNode> = {}, nowMs = FIXTURE_NOW_MS) {
  const platform = createFakePlatform();
  const lane = createFakeLane('jito');
  const all = await createFakeParts({
    platform,
    nodes: [node],
    lanes: { jito: lane },
    config: { clock: { nowMs: () => nowMs }, allowSingleWitness: true },
  });
  const begun: Array<() => Promise<void>> = [];
  const resume = (tradeId: string) => {
    const trade = all.journal.history(tradeId)?.trade;
    if (trade === undefined) throw new Error('unknown trade');
    resumeTrade(all.parts, trade, {
      begin: (work) => begun.push(work),
    });
  };
  /** A trade that was reopened and whose verdict the earlier process did not come to. */
  const receive = (tradeId: string, deadlineAtMs = FIXTURE_NOW_MS + 90_000) => {
    const claim = fixtureClaim(tradeId, { key: tradeId, wallet: PLAN.wallet }, fixtureDenied());
    const claimed = admitFixture(all.journal, claim);
    if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
    appendFixture(all.journal, claimed.trade, [
      { name: 'TradeReopened', request: FIXTURE_REQUEST, deadlineAtMs },
    ]);
    return tradeId;
  };
  const reserved = () => all.parts.ledger.reservedBesides('another');
  return { ...all, platform, lane, begun, resume, receive, reserved };
}

const EXPIRED: TradeEvent = {
  name: 'AttemptExpired',
  signature: FAKE_SIGNATURE,
  deathHeight: '1182',
  witnesses: [],
};

/** A chain on which everything signed before is past its death. */
const dead: Partial<ChainNode> = {
  signatureStatuses: async (signatures) => ({
    slot: 1_400n,
    statuses: signatures.map(() => null),
  }),
  finalized: async () => ({ blockHeight: 1_183n, slot: 1_400n, slotGap: 217n }),
  firstAvailableSlot: async () => 0n,
  isBlockhashValid: async () => false,
  genesisHash: async () => FAKE_GENESIS_HASH,
};

const unknown: Partial<ChainNode> = {
  signatureStatuses: async (signatures) => ({
    slot: 1_001n,
    statuses: signatures.map(() => null),
  }),
};

describe('resumeTrade', () => {
  it('runs what was never signed inside its deadline', async () => {
    const { admit, resume, begun, parts } = await setUp({}, FIXTURE_NOW_MS + 89_999);
    const { tradeId } = admit();
    resume(tradeId);
    expect(begun).toHaveLength(1);
    await begun[0]?.();
    // The chain of this test has no accounts to prepare it on.
    expect(parts.log.current(tradeId)).toMatchObject({ status: 'denied', attempts: [] });
  });

  it('gives a trade no more time when the clock was set back, since nobody knows how long it lay', async () => {
    const { admit, resume, begun, parts } = await setUp({}, FIXTURE_NOW_MS - 1);
    const { tradeId } = admit();
    resume(tradeId);
    expect(begun).toEqual([]);
    expect(parts.log.current(tradeId)).toMatchObject({
      status: 'denied',
      errorCode: 'DEADLINE__EXPIRED',
    });
    // What is claimed from now on has no more time either, and no less.
    expect(parts.deadlineClock.nowMs()).toBe(FIXTURE_NOW_MS);
  });

  it.each([
    [1, []],
    [0, [expect.any(Function)]],
  ])(
    'signs nothing that has %i ms more left than was asked for, by a clock set back before the stop',
    async (moreMs, taken) => {
      const { receive, resume, begun } = await setUp({}, FIXTURE_NOW_MS);
      resume(receive('one', FIXTURE_NOW_MS + 90_000 + moreMs));
      expect(begun).toEqual(taken);
    },
  );

  it('signs no further attempt of what dies after the clock was set back', async () => {
    const { sign, resume, begun, parts, platform, names } = await setUp(dead, FIXTURE_NOW_MS - 1);
    const { tradeId } = sign({ maxRetries: 3 });
    resume(tradeId);
    const work = begun[0]?.();
    await platform.advance(90_000);
    await work;
    expect(parts.log.current(tradeId)).toMatchObject({
      status: 'failed',
      errorCode: 'DEADLINE__EXPIRED',
    });
    expect(names(tradeId).filter((name) => name === 'AttemptSigned')).toHaveLength(1);
  });

  it('denies what was not signed in time, and begins nothing', async () => {
    const { admit, resume, begun, parts } = await setUp({}, FIXTURE_NOW_MS + 90_000);
    const { tradeId } = admit();
    resume(tradeId);
    expect(begun).toEqual([]);
    expect(parts.log.current(tradeId)).toMatchObject({
      status: 'denied',
      errorCode: 'DEADLINE__EXPIRED',
      result: { success: false, keyReusable: false },
    });
  });

  it('asks the gates again about what was received and not decided on, inside its deadline', async () => {
    const { receive, resume, begun, parts, admit } = await setUp({}, FIXTURE_NOW_MS + 89_999);
    const admitted = receive('one');
    resume(admitted);
    expect(parts.log.current(admitted).status).toBe('admitted');
    expect(begun).toHaveLength(1);
    for (let others = 0; others < 3; others += 1) admit();
    const denied = receive('two');
    resume(denied);
    expect(parts.log.current(denied)).toMatchObject({
      status: 'denied',
      errorCode: 'RISK__OPEN_TRADES_EXCEED_MAXIMUM',
    });
    expect(begun).toHaveLength(1);
  });

  it('denies what was received and not decided on once its deadline has passed', async () => {
    const { receive, resume, begun, parts } = await setUp({}, FIXTURE_NOW_MS + 90_000);
    const tradeId = receive('one');
    resume(tradeId);
    expect(begun).toEqual([]);
    expect(parts.log.current(tradeId)).toMatchObject({
      status: 'denied',
      errorCode: 'DEADLINE__EXPIRED',
    });
  });

  it('prepares a further attempt of what is proven dead, inside its deadline', async () => {
    const { sign, resume, begun, parts } = await setUp({}, FIXTURE_NOW_MS + 89_999);
    const { tradeId } = sign();
    parts.log.record(tradeId, EXPIRED);
    resume(tradeId);
    expect(parts.log.current(tradeId).status).toBe('admitted');
    await begun[0]?.();
    // Nothing of this test can be prepared: refused, and failed for that.
    expect(parts.log.current(tradeId)).toMatchObject({
      status: 'failed',
      attempts: [{ status: 'expired' }],
    });
  });

  it('fails what is proven dead, and does not deny it, once its deadline has passed', async () => {
    const { sign, resume, begun, parts } = await setUp({}, FIXTURE_NOW_MS + 90_000);
    const { tradeId } = sign();
    parts.log.record(tradeId, EXPIRED);
    resume(tradeId);
    expect(begun).toEqual([]);
    expect(parts.log.current(tradeId)).toMatchObject({
      status: 'failed',
      errorCode: 'DEADLINE__EXPIRED',
      result: { status: 'failed', keyReusable: false, attempts: 1 },
    });
  });

  it.each([
    ['with its retries used up', { maxRetries: 0 }, 'CONFIRM__EXPIRED'],
    ['with a cancel that was remembered', {}, 'CONFIRM__CANCELLED'],
  ] as const)(
    'ends what is proven dead %s, and signs nothing',
    async (_case, fields, errorCode) => {
      const { sign, resume, begun, parts, names } = await setUp();
      const { tradeId } = sign(fields);
      const isCancelled = errorCode === 'CONFIRM__CANCELLED';
      if (isCancelled) parts.log.record(tradeId, { name: 'CancelRequested' });
      parts.log.record(tradeId, EXPIRED);
      resume(tradeId);
      await begun[0]?.();
      const status = isCancelled ? 'cancelled' : 'failed';
      expect(parts.log.current(tradeId)).toMatchObject({ status, errorCode });
      expect(names(tradeId).filter((name) => name === 'AttemptSigned')).toHaveLength(1);
    },
  );

  it('never signs again what was answered as a success before the restart', async () => {
    const { sign, resume, begun, parts, names } = await setUp();
    const { tradeId, attempt } = sign({ maxRetries: 9 });
    const { signature } = attempt;
    parts.log.record(
      tradeId,
      { name: 'AttemptConfirmed', signature, slot: '1', witness: 'a' },
      { name: 'FillRead', fill: { ...fixtureFill(), signature }, result: { success: true } },
      { name: 'AttemptRolledBack', signature },
      EXPIRED,
    );
    resume(tradeId);
    await begun[0]?.();
    expect(parts.log.current(tradeId)).toMatchObject({
      status: 'failed',
      errorCode: 'CONFIRM__ROLLED_BACK',
      result: { success: false },
    });
    expect(names(tradeId).filter((name) => name === 'AttemptSigned')).toHaveLength(1);
  });

  it('follows what had a cancel remembered, and cancels it once it is proven dead', async () => {
    const { sign, resume, begun, parts, platform } = await setUp(dead, FIXTURE_NOW_MS + 1);
    const { tradeId } = sign();
    parts.log.record(tradeId, { name: 'CancelRequested' });
    resume(tradeId);
    await platform.advance(2_000);
    await begun[0]?.();
    expect(parts.log.current(tradeId)).toMatchObject({
      status: 'cancelled',
      errorCode: 'CONFIRM__CANCELLED',
    });
  });

  it('follows what was signed long ago, and fails it by its deadline once it is proven dead', async () => {
    const { sign, resume, begun, parts, platform } = await setUp(dead, FIXTURE_NOW_MS + 10_000_000);
    const { tradeId } = sign();
    resume(tradeId);
    await platform.advance(2_000);
    await begun[0]?.();
    expect(parts.log.current(tradeId)).toMatchObject({
      status: 'failed',
      errorCode: 'DEADLINE__EXPIRED',
      attempts: [{ status: 'expired' }],
    });
  });

  it('looks at every signed trade of a token at once, not one after another', async () => {
    const { sign, resume, begun, parts, platform, lane } = await setUp(unknown);
    const trades = [sign({}, { signature: 'a' }), sign({}, { signature: 'b' })];
    for (const { tradeId } of trades) resume(tradeId);
    await platform.advance(900);
    expect(lane.sent).toHaveLength(2);
    expect(begun).toHaveLength(2);
    expect(parts.log.current('trade-2').status).toBe('executing');
  });

  it.each<[string, TradeEvent[]]>([
    ['signed', []],
    [
      'submitted',
      [{ name: 'LaneAcknowledged', signature: FAKE_SIGNATURE, lane: 'rpc', endpoint: 'a' }],
    ],
    ['in_doubt', [{ name: 'SubmissionAmbiguous', signature: FAKE_SIGNATURE, reasons: [] }]],
    [
      'landed',
      [
        {
          name: 'SeenOnChain',
          signature: FAKE_SIGNATURE,
          slot: '1',
          commitment: 'processed',
          error: null,
          witness: 'a',
        },
      ],
    ],
  ])(
    'follows an attempt that was %s long after its deadline, by its own bytes',
    async (status, events) => {
      const late = FIXTURE_NOW_MS + 10_000_000;
      const { sign, resume, begun, parts, platform, lane, reserved } = await setUp(unknown, late);
      const { tradeId, attempt } = sign();
      if (events.length > 0) parts.log.record(tradeId, ...events);
      expect(parts.log.current(tradeId).attempts).toMatchObject([{ status }]);
      resume(tradeId);
      expect(reserved()).toBe(100_000_000n + 5_000n + 1_000n + 10_000n + 2_978_880n);
      void begun[0]?.().catch(() => undefined);
      await platform.settle();
      expect(lane.sent.map((wire) => Buffer.from(wire).toString('base64'))).toEqual([
        attempt.wireBase64,
      ]);
      expect(parts.log.current(tradeId)).toMatchObject({ status: 'executing' });
      expect(parts.log.current(tradeId).attempts).toHaveLength(1);
    },
  );

  it.each(['0', '2039280'])('reserves the rent of %s that was signed for', async (rent) => {
    const { sign, resume, reserved } = await setUp(unknown);
    resume(sign({}, { tokenRentLamports: rent }).tradeId);
    expect(reserved()).toBe(100_000_000n + 16_000n + BigInt(rent));
  });

  it('reserves no input for a sell', async () => {
    const { sign, resume, reserved } = await setUp(unknown);
    resume(sign({ side: 'sell' }).tradeId);
    expect(reserved()).toBe(16_000n);
  });

  it('reads the fill of a confirmed attempt again and sends nothing', async () => {
    const node: Partial<ChainNode> = {
      signatureStatuses: async () => ({
        slot: 1_100n,
        statuses: [{ slot: 1_010n, commitment: 'finalized', error: null }],
      }),
      transaction: async () => madeUpTransaction(),
    };
    const { sign, resume, begun, parts, platform, lane, reserved } = await setUp(node);
    const { tradeId, attempt } = sign();
    const { signature } = attempt;
    parts.log.record(tradeId, { name: 'AttemptConfirmed', signature, slot: '1', witness: 'a' });
    resume(tradeId);
    expect(reserved()).toBe(102_994_880n);
    await begun[0]?.();
    await platform.settle();
    await parts.background.idle();
    expect(lane.sent).toEqual([]);
    expect(parts.log.current(tradeId)).toMatchObject({
      status: 'filled',
      result: { success: true, status: 'filled' },
    });
    expect(parts.ledger.reservedBesides('another', 1_010n)).toBe(0n);
    expect(parts.watermark.slot).toBe(1_010n);
  });

  it('answers at once with a fill that was read before the restart', async () => {
    const { sign, resume, parts } = await setUp(unknown);
    const { tradeId, attempt } = sign();
    const { signature } = attempt;
    const fill = { ...fixtureFill(), signature };
    const result = { success: true, txSignature: signature };
    parts.log.record(
      tradeId,
      { name: 'AttemptConfirmed', signature, slot: '1', witness: 'a' },
      { name: 'FillRead', fill, result },
    );
    resume(tradeId);
    expect((await parts.log.answered(tradeId)).result).toEqual(result);
  });
});

describe('readOpenStatuses', () => {
  it('asks nobody when nothing is signed', async () => {
    const { parts, admit } = await setUp();
    expect(await readOpenStatuses(parts, [admit()])).toBeUndefined();
  });

  it('searches the history for every open signature in one call', async () => {
    const asked: unknown[] = [];
    const node: Partial<ChainNode> = {
      signatureStatuses: async (signatures, options) => {
        asked.push(signatures, options);
        return { slot: 1n, statuses: signatures.map(() => null) };
      },
    };
    const { parts, sign } = await setUp(node);
    const trades = [sign(), sign()].map(({ tradeId }) => parts.log.current(tradeId));
    expect(await readOpenStatuses(parts, trades)).toBeUndefined();
    expect(asked).toEqual([[FAKE_SIGNATURE, FAKE_SIGNATURE], { searchHistory: true }]);
  });

  it('says that the chain cannot be seen', async () => {
    const { parts, sign } = await setUp();
    const trades = [parts.log.current(sign().tradeId)];
    expect(await readOpenStatuses(parts, trades)).toMatchObject({ code: 'RPC__UNAVAILABLE' });
  });
});
