import { describe, expect, it } from 'vitest';

import { drawSchedule } from './drawSchedule.ts';
import { LIES } from './faults.ts';
import { SMALL } from './scheduleSize.ts';

const SCHEDULES = Array.from({ length: 300 }, (_, seed) => drawSchedule(seed));

describe('drawSchedule', () => {
  it('repeats itself for a seed', () => {
    expect(drawSchedule(7)).toEqual(drawSchedule(7));
    expect(drawSchedule(7)).not.toEqual(drawSchedule(8));
  });

  it('gives every intent an amount of its own', () => {
    for (const { intents } of SCHEDULES) {
      const amounts = intents.flatMap(({ amountIn }) => amountIn ?? []);
      expect(new Set(amounts).size).toBe(amounts.length);
    }
  });

  it('draws small ones most of the time, and busy ones', () => {
    const busy = SCHEDULES.filter(({ intents }) => intents.length > Math.max(...SMALL.intents));
    expect(busy.length).toBeGreaterThan(3);
    expect(busy.length).toBeLessThan(SCHEDULES.length / 10);
    const wallets = SCHEDULES.flatMap((schedule) => schedule.wallets);
    const isNew = wallets.filter(({ hasJournal }) => !hasJournal);
    expect(isNew.length).toBeGreaterThan(5);
    expect(isNew.length).toBeLessThan(wallets.length / 2);
  });

  it('has two operators or more, and lies of one at most', () => {
    for (const { nodes, nodeFaults, liar } of SCHEDULES) {
      expect(new Set(nodes.map(({ operator }) => operator)).size).toBeGreaterThan(1);
      const liars = nodeFaults
        .filter(({ kind }) => LIES.includes(kind))
        .map(({ node }) => nodes[node]?.operator);
      expect(liars.filter((operator) => operator !== liar)).toEqual([]);
    }
    expect(SCHEDULES.some(({ liar }) => liar !== undefined)).toBe(true);
    expect(SCHEDULES.some(({ liar }) => liar === undefined)).toBe(true);
  });

  it('lets nothing go wrong once the quiet has begun', () => {
    for (const { networkFaults, nodeFaults, chainFaults, quietFromMs } of SCHEDULES) {
      for (const { fromMs, untilMs } of [...networkFaults, ...nodeFaults, ...chainFaults]) {
        expect(fromMs).toBeLessThanOrEqual(untilMs);
        expect(untilMs).toBeLessThanOrEqual(quietFromMs);
      }
    }
  });

  it('asks for everything there is to ask for', () => {
    const intents = SCHEDULES.flatMap((schedule) => schedule.intents);
    const wants: ReadonlyArray<(intent: (typeof intents)[number]) => boolean> = [
      ({ side }) => side === 'buy',
      ({ sellPortionBps }) => sellPortionBps === 10_000,
      ({ key }) => key === undefined,
      ({ cancelAtMs }) => cancelAtMs !== undefined,
      ({ lanePolicy }) => lanePolicy === 'jito-only',
      ({ calls }) => calls.length > 1,
    ];
    for (const wanted of wants) expect(intents.filter(wanted).length).toBeGreaterThan(10);
  });
});
