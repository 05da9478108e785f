import type { LanePolicy } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createShownSlots } from '../chain/shownSlots.ts';
import type { StatusFeed } from '../chain/statusFeed.ts';
import {
  createFakeLane,
  createFakeParts,
  FAKE_SIGNATURE,
  FAKE_WIRE,
} from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { startSubmission } from './startSubmission.ts';

/** Starts a submission under a clock that the test moves. */
async function start(options: {
  readonly lanePolicy: LanePolicy;
  readonly tipLamports?: string;
  readonly slippageBps?: number;
  readonly jito?: ReturnType<typeof createFakeLane>;
  readonly rpc?: ReturnType<typeof createFakeLane>;
  readonly statuses?: StatusFeed;
}) {
  const platform = createFakePlatform();
  const jito = options.jito ?? createFakeLane('jito');
  const rpc = options.rpc ?? createFakeLane('rpc');
  const parts = options.statuses === undefined ? {} : { statuses: options.statuses };
  const fake = await createFakeParts({ platform, lanes: { jito, rpc }, parts });
  const { lanePolicy, tipLamports = '10000', slippageBps = 100 } = options;
  const { tradeId, attempt } = fake.sign({ lanePolicy }, { tipLamports, slippageBps });
  const submission = startSubmission(fake.parts, tradeId, attempt);
  await platform.settle();
  return { ...fake, submission, tradeId, jito, rpc };
}

describe('the first round', () => {
  it.each([
    ['jito-only', '10000', 1, 0],
    ['rpc-only', '0', 0, 1],
    ['race', '10000', 1, 1],
    ['jito-then-rpc', '10000', 1, 0],
    // Signed without a tip because no block engine was there: only nodes take it.
    ['jito-then-rpc', '0', 0, 1],
    ['race', '0', 0, 1],
    ['jito-only', '0', 0, 0],
  ] as const)('goes by %s with a tip of %s to %i engines and %i nodes', async (...row) => {
    const [lanePolicy, tipLamports, engines, nodes] = row;
    const { jito, rpc } = await start({ lanePolicy, tipLamports });
    expect([jito.sent.length, rpc.sent.length]).toEqual([engines, nodes]);
    for (const wire of [...jito.sent, ...rpc.sent]) expect(wire).toEqual(FAKE_WIRE);
  });
});

describe('later rounds', () => {
  it('send the same bytes every second until they are stopped', async () => {
    const { jito, platform, submission } = await start({ lanePolicy: 'jito-only' });
    await platform.advance(3_000);
    expect(jito.sent).toHaveLength(4);
    submission.stop();
    await platform.advance(5_000);
    expect(jito.sent).toHaveLength(4);
  });

  it('go public once enough slots have passed since the signing', async () => {
    const { rpc, platform, submission } = await start({ lanePolicy: 'jito-then-rpc' });
    submission.observe(1_003n);
    await platform.advance(1_000);
    expect(rpc.sent).toHaveLength(0);
    submission.observe(1_004n);
    await platform.settle();
    expect(rpc.sent).toHaveLength(1);
  });

  it('go public after the longest those slots can take when no slot is seen', async () => {
    const { jito, rpc, platform } = await start({ lanePolicy: 'jito-then-rpc' });
    await platform.advance(1_000);
    expect(rpc.sent).toHaveLength(0);
    await platform.advance(1_000);
    expect(rpc.sent).toHaveLength(1);
    expect(jito.sent).toHaveLength(3);
  });

  it('never go public with a slippage that invites others', async () => {
    const { rpc, platform, submission } = await start({
      lanePolicy: 'jito-then-rpc',
      slippageBps: 301,
    });
    submission.observe(2_000n);
    await platform.advance(60_000);
    expect(rpc.sent).toHaveLength(0);
  });

  it('go public with the most slippage that may', async () => {
    const started = await start({ lanePolicy: 'jito-then-rpc', slippageBps: 300 });
    started.submission.observe(1_004n);
    await started.platform.settle();
    expect(started.rpc.sent).toHaveLength(1);
  });

  it('never go public by jito-only', async () => {
    const { rpc, platform, submission } = await start({ lanePolicy: 'jito-only' });
    submission.observe(2_000n);
    await platform.advance(60_000);
    expect(rpc.sent).toHaveLength(0);
  });

  it('end when the adapter closes', async () => {
    const { jito, platform, closing } = await start({ lanePolicy: 'jito-only' });
    closing.abort();
    await platform.advance(5_000);
    expect(jito.sent).toHaveLength(1);
  });
});

describe('what is written down', () => {
  it('is the first acknowledgement, once', async () => {
    const { names, tradeId, platform, parts } = await start({ lanePolicy: 'race' });
    await platform.advance(3_000);
    expect(names(tradeId).slice(2)).toEqual(['AttemptSigned', 'LaneAcknowledged']);
    expect(parts.log.current(tradeId).attempts[0]).toMatchObject({
      signature: FAKE_SIGNATURE,
      status: 'submitted',
      lane: 'jito',
    });
  });

  it('is the doubt of a first round that nobody acknowledged, with every reason', async () => {
    const jito = createFakeLane('jito', { kind: 'refused', reason: 'rate limit' });
    const rpc = createFakeLane('rpc', { kind: 'in-doubt', reason: 'timeout' });
    const started = await start({ lanePolicy: 'race', jito, rpc });
    const { names, tradeId, platform, parts, journal, events } = started;
    await platform.advance(3_000);
    expect(names(tradeId).slice(2)).toEqual(['AttemptSigned', 'SubmissionAmbiguous']);
    expect(parts.log.current(tradeId)).toMatchObject({
      status: 'executing',
      attempts: [{ status: 'in_doubt' }],
    });
    expect(journal.history(tradeId)?.events.at(-1)?.event).toMatchObject({
      reasons: ['jito http://jito: refused rate limit', 'rpc http://rpc: in-doubt timeout'],
    });
    expect(events.map(({ name }) => name)).toEqual(['execution.submission.ambiguous']);
  });

  it('is the acknowledgement of a later round after a doubt', async () => {
    const rpc = createFakeLane('rpc');
    const jito = createFakeLane('jito', { kind: 'in-doubt', reason: 'timeout' });
    const started = await start({ lanePolicy: 'jito-then-rpc', jito, rpc });
    await started.platform.advance(2_000);
    expect(started.names(started.tradeId).slice(3)).toEqual([
      'SubmissionAmbiguous',
      'LaneAcknowledged',
    ]);
    expect(started.parts.log.current(started.tradeId).attempts[0]?.lane).toBe('rpc');
  });

  it('is an acknowledgement that comes after the landing was seen', async () => {
    const gate = Promise.withResolvers<void>();
    const rpc = createFakeLane('rpc', async () => {
      await gate.promise;
      return { kind: 'acknowledged' };
    });
    const started = await start({ lanePolicy: 'rpc-only', rpc });
    const { parts, tradeId, submission, platform } = started;
    const signature = FAKE_SIGNATURE;
    parts.log.record(tradeId, { name: 'AttemptConfirmed', signature, slot: '1', witness: '' });
    submission.stop();
    gate.resolve();
    await platform.settle();
    expect(parts.log.current(tradeId).attempts[0]).toMatchObject({
      status: 'confirmed',
      lane: 'rpc',
    });
  });

  it('is no doubt once the landing was seen while the first round still went on', async () => {
    const gate = Promise.withResolvers<void>();
    const rpc = createFakeLane('rpc', async () => {
      await gate.promise;
      return { kind: 'in-doubt', reason: 'timeout' };
    });
    const started = await start({ lanePolicy: 'rpc-only', rpc });
    const { parts, tradeId, names, platform, events } = started;
    const signature = FAKE_SIGNATURE;
    parts.log.record(tradeId, { name: 'AttemptConfirmed', signature, slot: '1', witness: '' });
    gate.resolve();
    await platform.settle();
    expect(names(tradeId).slice(2)).toEqual(['AttemptSigned', 'AttemptConfirmed']);
    expect(events).toEqual([]);
  });

  it('is nothing once the trade has ended', async () => {
    const gate = Promise.withResolvers<void>();
    const rpc = createFakeLane('rpc', async () => {
      await gate.promise;
      return { kind: 'acknowledged' };
    });
    const { parts, tradeId, names, platform, events } = await start({
      lanePolicy: 'rpc-only',
      rpc,
    });
    parts.log.record(
      tradeId,
      { name: 'AttemptExpired', signature: FAKE_SIGNATURE, deathHeight: '1182', witnesses: [] },
      { name: 'TradeFailed', code: 'CONFIRM__EXPIRED', result: { success: false } },
    );
    gate.resolve();
    await platform.settle();
    expect(names(tradeId).at(-1)).toBe('TradeFailed');
    expect(events).toEqual([]);
  });

  it.each([{ kind: 'acknowledged' }, { kind: 'in-doubt', reason: 'timeout' }] as const)(
    'is nothing of an answer that comes once the adapter closes: $kind',
    async (answer) => {
      const gate = Promise.withResolvers<void>();
      const rpc = createFakeLane('rpc', async () => {
        await gate.promise;
        return answer;
      });
      const started = await start({ lanePolicy: 'rpc-only', rpc });
      const { tradeId, names, platform, closing, events } = started;
      closing.abort();
      gate.resolve();
      await platform.settle();
      expect(names(tradeId).at(-1)).toBe('AttemptSigned');
      expect(events).toEqual([]);
    },
  );
});

it('reports a lane that breaks instead of losing it, and goes on', async () => {
  const broken = createFakeLane('rpc', async () => {
    throw new Error('no such lane');
  });
  const { events, platform, journal, tradeId } = await start({
    lanePolicy: 'rpc-only',
    rpc: broken,
  });
  // It may have sent the bytes before it broke.
  expect(journal.history(tradeId)?.events.at(-1)?.event).toMatchObject({
    name: 'SubmissionAmbiguous',
    reasons: ['rpc http://rpc: in-doubt the lane broke: no such lane'],
  });
  expect(events[0]).toMatchObject({
    name: 'execution.submission.broken',
    message: expect.stringContaining('no such lane'),
  });
  await platform.advance(1_000);
  expect(broken.sent).toHaveLength(2);
});

it.each([
  [
    'looks at the chain at once when an answer hints at a landing, and believes nothing',
    'landed',
    1,
  ],
  ['looks no sooner at the chain for any other refusal', undefined, 0],
] as const)('%s', async (_case, hinted, looks) => {
  const reason = 'already processed';
  const hint =
    hinted === undefined
      ? ({ kind: 'refused', reason } as const)
      : ({ kind: 'refused', reason, hint: hinted } as const);
  const rpc = createFakeLane('rpc', hint);
  let pokes = 0;
  const slots = createShownSlots([]);
  const statuses = { slots, watch: refuse, close: refuse, poke: () => void (pokes += 1) };
  const { parts, tradeId, names } = await start({ lanePolicy: 'rpc-only', rpc, statuses });
  expect(pokes).toBe(looks);
  expect(names(tradeId).at(-1)).toBe('SubmissionAmbiguous');
  expect(parts.log.current(tradeId).attempts[0]?.status).toBe('in_doubt');
});

it('takes bytes of an earlier process for a repeat, behind what was never sent', async () => {
  const { parts, rpc, tradeId, platform, names } = await start({ lanePolicy: 'rpc-only' });
  const [attempt] = parts.log.current(tradeId).attempts;
  if (attempt === undefined) throw new Error('there is an attempt');
  expect(attempt.status).toBe('submitted');
  startSubmission(parts, tradeId, attempt);
  await platform.settle();
  expect(rpc.sent).toHaveLength(1);
  await platform.advance(1_000);
  expect(rpc.sent).toHaveLength(3);
  expect(names(tradeId).filter((name) => name === 'SubmissionAmbiguous')).toEqual([]);
});

function refuse(): never {
  throw new Error('not expected');
}
