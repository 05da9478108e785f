import { isFault } from '@quantbot/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  chooseFeeBudget,
  escalate,
  limitWithMargin,
  priorityFeeLamports,
  type FeeBudgetInputs,
} from './feeBudget.ts';

const cap = fc.bigInt(0n, 10_000_000_000n);

const FIRST = { expiredAttempts: 0, feeEscalationBps: 20_000 };

function choose(inputs: Omit<FeeBudgetInputs, 'escalation'>) {
  return chooseFeeBudget({ ...inputs, escalation: FIRST });
}

describe('chooseFeeBudget', () => {
  it('for all prices and caps, price times limit stays inside the cap', () => {
    const price = fc.bigInt(0n, 10n ** 15n);
    const requested = fc.option(fc.integer({ min: 0, max: 1_000_000_000 }), { nil: undefined });
    const escalation = fc.record({
      expiredAttempts: fc.nat(10),
      feeEscalationBps: fc.integer({ min: 10_000, max: 100_000 }),
    });
    const inputs = fc.record({ recentPrice: price, priorityFeeLamportsMax: cap, escalation });
    fc.assert(
      fc.property(inputs, requested, (given, requestedPrice) => {
        const { priorityFeeLamportsMax } = given;
        const budget = chooseFeeBudget({ ...given, requestedPrice });
        if (isFault(budget)) {
          expect(requestedPrice).toBeDefined();
          return;
        }
        const { computeUnitPrice, computeUnitLimitMax } = budget;
        const worst = priorityFeeLamports(computeUnitPrice, BigInt(computeUnitLimitMax));
        expect(worst).toBeLessThanOrEqual(priorityFeeLamportsMax);
        expect(computeUnitLimitMax).toBeLessThanOrEqual(1_400_000);
        expect(computeUnitLimitMax).toBeGreaterThanOrEqual(400_000);
      }),
    );
  });

  it('bends its own price to the cap and takes the price a caller insists on', () => {
    const priorityFeeLamportsMax = 1_000_000n;
    const bent = choose({
      requestedPrice: undefined,
      recentPrice: 10n ** 12n,
      priorityFeeLamportsMax,
    });
    expect(bent).toEqual({ computeUnitPrice: 2_500_000n, computeUnitLimitMax: 400_000 });
    const insisted = choose({
      requestedPrice: 7,
      recentPrice: 10n ** 12n,
      priorityFeeLamportsMax,
    });
    expect(insisted).toEqual({ computeUnitPrice: 7n, computeUnitLimitMax: 1_400_000 });
  });

  it('denies a price the caller insists on that the cap does not pay', () => {
    const inputs = { recentPrice: 1n, priorityFeeLamportsMax: 1_000_000n };
    expect(isFault(choose({ ...inputs, requestedPrice: 2_500_000 }))).toBe(false);
    expect(choose({ ...inputs, requestedPrice: 2_500_001 })).toMatchObject({
      code: 'BUILD__PRIORITY_FEE_EXCEEDS_MAXIMUM',
      context: { lamports: 1_000_001n },
    });
  });

  it('offers nothing where nothing may be spent', () => {
    const inputs = { requestedPrice: undefined, recentPrice: 5n, priorityFeeLamportsMax: 0n };
    expect(choose(inputs)).toEqual({
      computeUnitPrice: 0n,
      computeUnitLimitMax: 1_400_000,
    });
  });

  it('offers more after each attempt that never landed, and bends that to the cap', () => {
    const priceAfter = (expiredAttempts: number, requestedPrice?: number) => {
      const budget = chooseFeeBudget({
        requestedPrice,
        recentPrice: 700_000n,
        priorityFeeLamportsMax: 1_000_000n,
        escalation: { expiredAttempts, feeEscalationBps: 20_000 },
      });
      return isFault(budget) ? budget : budget.computeUnitPrice;
    };
    expect([0, 1, 2, 10].map((expired) => priceAfter(expired))).toEqual([
      700_000n,
      1_400_000n,
      2_500_000n,
      2_500_000n,
    ]);
    expect([0, 1, 2].map((expired) => priceAfter(expired, 900))).toEqual([900n, 900n, 900n]);
  });
});

describe('escalate', () => {
  it('rounds up, and leaves a first attempt alone', () => {
    expect(escalate(1_001n, { expiredAttempts: 0, feeEscalationBps: 15_000 })).toBe(1_001n);
    expect(escalate(1_001n, { expiredAttempts: 1, feeEscalationBps: 15_000 })).toBe(1_502n);
    expect(escalate(1_001n, { expiredAttempts: 2, feeEscalationBps: 15_000 })).toBe(2_253n);
    expect(escalate(7n, { expiredAttempts: 3, feeEscalationBps: 10_000 })).toBe(7n);
  });
});

describe('limitWithMargin', () => {
  it('for all uses, leaves room above and never passes the limit of the draft', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 1_400_000n), fc.nat(1_400_000), (used, limitMax) => {
        const limit = limitWithMargin(used, limitMax);
        expect(limit).toBeLessThanOrEqual(limitMax);
        if (limit < limitMax) expect(limit).toBeGreaterThan(Number(used));
      }),
    );
    expect(limitWithMargin(100_000n, 1_400_000)).toBe(117_000);
  });
});

describe('priorityFeeLamports', () => {
  it('rounds up, as the network does', () => {
    expect(priorityFeeLamports(1n, 1n)).toBe(1n);
    expect(priorityFeeLamports(1_000_000n, 3n)).toBe(3n);
    expect(priorityFeeLamports(1_000_001n, 3n)).toBe(4n);
    expect(priorityFeeLamports(0n, 1_400_000n)).toBe(0n);
  });
});
