import { expect, it } from 'vitest';

import { drawOperator } from './drawOperator.ts';
import { LIGHT } from './scheduleSize.ts';

const SEEDS = Array.from({ length: 500 }, (_, seed) => seed);
const AROUND = {
  wallets: 2,
  quietFromMs: 20_000,
  size: { ...LIGHT, operatedShare: 0.2 },
  askedAtMs: [3_000, 19_900],
};

it('draws the same for the same seed, in order, before the quiet and for wallets that exist', () => {
  for (const seed of SEEDS) {
    const { operatorActs } = drawOperator(seed, AROUND);
    expect(drawOperator(seed, AROUND).operatorActs).toEqual(operatorActs);
    const times = operatorActs.map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((left, right) => left - right));
    for (const { atMs, wallet } of operatorActs) {
      expect(atMs).toBeLessThan(AROUND.quietFromMs);
      expect(wallet).toBeLessThan(AROUND.wallets);
    }
  }
});

it('has every act, an early breaker and none of both in some of the schedules', () => {
  const plans = SEEDS.map((seed) => drawOperator(seed, AROUND));
  const acts = new Set(plans.flatMap(({ operatorActs }) => operatorActs.map(({ does }) => does)));
  expect(acts.size).toBe(6);
  const operated = plans.filter(({ operatorActs }) => operatorActs.length > 0).length;
  expect(operated / plans.length).toBeGreaterThan(0.1);
  expect(operated / plans.length).toBeLessThan(0.3);
  expect(new Set(plans.map(({ maxConsecutiveFailures }) => maxConsecutiveFailures)).size).toBe(3);
});

it('starts a process anew only after something was forbidden, and leaves it forbidden', () => {
  const plans = SEEDS.map((seed) => drawOperator(seed, AROUND).operatorActs);
  const restarted = plans.filter((acts) => acts.some(({ does }) => does === 'restart'));
  expect(restarted.length).toBeGreaterThan(10);
  for (const acts of restarted) {
    expect(acts.map(({ does }) => does)).toEqual([
      expect.stringMatching(/^(?:halt|reduce)$/u),
      'restart',
    ]);
    expect(new Set(acts.map(({ wallet }) => wallet)).size).toBe(1);
  }
});

it('lets many acts come shortly after a trade was asked for', () => {
  const acts = SEEDS.flatMap((seed) => drawOperator(seed, AROUND).operatorActs);
  const near = acts.filter(({ atMs }) => atMs > 3_000 && atMs <= 4_500).length;
  expect(near).toBeGreaterThan(acts.length / 6);
});
