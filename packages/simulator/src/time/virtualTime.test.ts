import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createVirtualTime, STILL } from './virtualTime.ts';

const never = (): boolean => false;

describe('createVirtualTime', () => {
  it('for all sets of calls, makes them by moment and then by order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 20 })), async (delays) => {
        const time = createVirtualTime();
        const seen: Array<readonly [number, number]> = [];
        for (const [index, delay] of delays.entries()) {
          time.after(delay, () => seen.push([time.nowMs(), index]));
        }
        expect(await time.run(never, 100)).toBe('idle');
        const expected = delays
          .map((delay, index) => [delay, index] as const)
          .toSorted((left, right) => left[0] - right[0] || left[1] - right[1]);
        expect(seen).toEqual(expected);
        expect(time.eventCount()).toBe(delays.length);
      }),
      { numRuns: 100 },
    );
  });

  it('lets every promise go on before the next moment', async () => {
    const time = createVirtualTime();
    const seen: string[] = [];
    const chain = async (): Promise<void> => {
      for (let step = 0; step < 50; step += 1) await Promise.resolve();
      seen.push(`chain at ${time.nowMs()}`);
    };
    time.after(10, () => void chain());
    time.after(11, () => seen.push('next'));
    await time.run(never, 100);
    expect(seen).toEqual(['chain at 10', 'next']);
  });

  it('goes on at once after a call that has settled nothing', async () => {
    const time = createVirtualTime();
    const seen: string[] = [];
    time.after(10, () => {
      void Promise.resolve().then(() => seen.push(`promise at ${time.nowMs()}`));
      return STILL;
    });
    time.after(20, () => seen.push('next'));
    expect(await time.run(() => seen.length === 2, 100)).toBe('done');
    expect(seen).toEqual(['next', 'promise at 20']);
    expect(time.eventCount()).toBe(2);
  });

  it('makes no call that was taken back', async () => {
    const time = createVirtualTime();
    let made = false;
    time.after(5, () => {
      made = true;
    })();
    expect(await time.run(never, 100)).toBe('idle');
    expect(made).toBe(false);
  });

  it('stops at the condition and at the limit, and goes on from there', async () => {
    const time = createVirtualTime();
    const seen: number[] = [];
    for (const delay of [10, 20, 30]) time.after(delay, () => seen.push(delay));
    expect(await time.run(() => seen.length === 1, 100)).toBe('done');
    expect(await time.run(never, 25)).toBe('limit');
    expect(seen).toEqual([10, 20]);
    expect(await time.run(never, 100)).toBe('idle');
    expect(seen).toEqual([10, 20, 30]);
  });

  it('ends with the error of a call', async () => {
    const time = createVirtualTime();
    time.after(1, () => {
      throw new Error('broken');
    });
    await expect(time.run(never, 10)).rejects.toThrow('broken');
  });
});
