import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { createPendingPool, type Arrival } from './pendingPool.ts';
import type { SubmittedBytes } from './submissionBook.ts';

function bytesNamed(signature: string): SubmittedBytes {
  const submission = { signature, wire: new Uint8Array(), handed: [] };
  return { submission, transaction: undefined, isAuthentic: true };
}

it('for all arrivals, gives each out once, not before its slot, and never more than asked', () => {
  const arrivals = fc.array(fc.record({ at: fc.nat(20), wait: fc.nat(6) }), { maxLength: 60 });
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 9 }), (plan, countMax) => {
      const pool = createPendingPool();
      const taken: Arrival[] = [];
      for (let slot = 0; slot < 100; slot += 1) {
        for (const [index, { at, wait }] of plan.entries()) {
          const bytes = bytesNamed(`s${index}`);
          if (at === slot) pool.add({ bytes, slot: BigInt(slot + wait) });
        }
        const now = pool.take(BigInt(slot), countMax);
        expect(now.length).toBeLessThanOrEqual(countMax);
        expect(now.every((arrival) => arrival.slot <= BigInt(slot))).toBe(true);
        taken.push(...now);
      }
      expect(taken.map(({ bytes }) => bytes.submission.signature).toSorted()).toEqual(
        plan.map((_one, index) => `s${index}`).toSorted(),
      );
      expect(pool.size()).toBe(0);
    }),
  );
});

it('keeps bundles apart until they are taken', () => {
  const pool = createPendingPool();
  const bundle = { bundleId: 'b', transactions: [bytesNamed('s')], lastSlot: 9n, isUncled: true };
  pool.addBundle(bundle);
  expect(pool.hasUncled()).toBe(true);
  expect(pool.take(5n, 10)).toEqual([]);
  expect(pool.takeBundles()).toEqual([bundle]);
  expect(pool.takeBundles()).toEqual([]);
  expect(pool.hasUncled()).toBe(false);
});
