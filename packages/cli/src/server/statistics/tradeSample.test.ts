import { expect, it } from 'vitest';

import { ATTEMPT, LANDED, tradeRecord } from '../../testing/records.ts';
import { sampleOf } from './tradeSample.ts';

it('tells what landed, what it cost and what it took', () => {
  const trade = tradeRecord({
    result: LANDED,
    attempts: [
      { ...ATTEMPT, number: 1, status: 'expired' },
      { ...ATTEMPT, number: 2, status: 'confirmed', landedSlot: '42' },
    ],
  });
  const events = [
    ['TradeReceived', 0],
    ['TradeAdmitted', 1],
    ['AttemptSigned', 100],
    ['AttemptExpired', 5_000],
    ['AttemptSigned', 5_100],
    ['LaneAcknowledged', 5_120],
    ['AttemptConfirmed', 5_600],
    ['FillRead', 5_650],
    ['FillRecorded', 9_000],
  ] as const;
  const sample = sampleOf(
    trade,
    events.map(([name, atMs]) => ({ name, atMs })),
  );
  expect(sample).toEqual({
    atMs: trade.createdAtMs,
    landed: 1,
    failed: 1,
    slotsToLand: [2],
    slippageBps: 0,
    feesLamports: 5_049,
    tipsLamports: 10_000,
    latencyMs: { prepare: 99, submit: 20, confirm: 500, fill: 50, settle: 3_350, answer: 5_650 },
  });
});

it('makes up nothing of a trade that has only begun', () => {
  const events = [
    { name: 'TradeReceived', atMs: 0 },
    { name: 'TradeAdmitted', atMs: 1 },
  ] as const;
  expect(sampleOf(tradeRecord(), events)).toMatchObject({
    landed: 0,
    failed: 0,
    slotsToLand: [],
    slippageBps: undefined,
    latencyMs: {},
  });
});
