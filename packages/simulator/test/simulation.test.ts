import { beforeAll, describe, expect, it } from 'vitest';

import { playInWorkers } from '../src/platform/playInWorkers.ts';
import { playSchedule } from '../src/playSchedule.ts';
import { simulate } from '../src/simulate.ts';

/** Where the schedules of this test begin: any number does. */
const SEED = 1;
const RUNS = 60;

describe('a schedule', () => {
  it('is the same every time it is played', async () => {
    for (const seed of [SEED, SEED + 1, SEED + 2, SEED + 3, SEED + 4]) {
      const first = await playSchedule(seed);
      const second = await playSchedule(seed);
      expect(second).toEqual(first);
    }
  });

  it('goes alone, in a thread of its own, as it goes after others', async () => {
    for (let seed = SEED; seed < SEED + 6; seed += 1) {
      const after = await playSchedule(seed);
      const alone: string[] = [];
      await playInWorkers({
        seed,
        runs: 1,
        mutant: undefined,
        workers: 1,
        onSummaries: (batch) => {
          alone.push(...batch.map(({ digest }) => digest));
          return 'more';
        },
      });
      expect(alone).toEqual([after.digest]);
    }
  });

  it('is another for another seed', async () => {
    const digests = new Set<string>();
    for (let seed = SEED; seed < SEED + 10; seed += 1)
      digests.add((await playSchedule(seed)).digest);
    expect(digests.size).toBe(10);
  });
});

describe('many schedules', () => {
  it('are played once each, whichever thread takes them', async () => {
    const played: number[] = [];
    await playInWorkers({
      seed: SEED,
      runs: RUNS,
      mutant: undefined,
      workers: 3,
      onSummaries: (batch) => {
        played.push(...batch.map(({ seed }) => seed));
        return 'more';
      },
    });
    const all = Array.from({ length: RUNS }, (_, place) => SEED + place);
    expect(played.toSorted((left, right) => left - right)).toEqual(all);
  });

  let one: Awaited<ReturnType<typeof simulate>>;

  beforeAll(async () => {
    one = await simulate({ seed: SEED, runs: RUNS, workers: 1 });
  });

  it('break nothing, and have in them what they are for', () => {
    expect(one.violations).toEqual([]);
    expect(one.shortfalls).toEqual([]);
    expect(one.runs).toBe(RUNS);
  });

  it('go the same way however many threads play them', async () => {
    const three = await simulate({ seed: SEED, runs: RUNS, workers: 3 });
    const { schedulesPerSecond: _one, ...first } = one;
    const { schedulesPerSecond: _three, ...second } = three;
    expect(second).toEqual(first);
  });
});
