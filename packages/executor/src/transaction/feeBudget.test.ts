import { isFault } from '@quantbot/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { chooseFeeBudget, limitWithMargin, priorityFeeLamports } from './feeBudget.ts';

const cap = fc.bigInt(0n, 10_000_000_000n);

describe('chooseFeeBudget', () => {
  it('for all prices and caps, price times limit stays inside the cap', () => {
    const price = fc.bigInt(0n, 10n ** 15n);
    const requested = fc.option(fc.integer({ min: 0, max: 1_000_000_000 }), { nil: undefined });
    fc.assert(
      fc.property(price, cap, requested, (recentPrice, priorityFeeLamportsMax, requestedPrice) => {
        const budget = chooseFeeBudget({ requestedPrice, recentPrice, priorityFeeLamportsMax });
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
    const bent = chooseFeeBudget({
      requestedPrice: undefined,
      recentPrice: 10n ** 12n,
      priorityFeeLamportsMax,
    });
    expect(bent).toEqual({ computeUnitPrice: 2_500_000n, computeUnitLimitMax: 400_000 });
    const insisted = chooseFeeBudget({
      requestedPrice: 7,
      recentPrice: 10n ** 12n,
      priorityFeeLamportsMax,
    });
    expect(insisted).toEqual({ computeUnitPrice: 7n, computeUnitLimitMax: 1_400_000 });
  });

  it('denies a price the caller insists on that the cap does not pay', () => {
    const inputs = { recentPrice: 1n, priorityFeeLamportsMax: 1_000_000n };
    expect(isFault(chooseFeeBudget({ ...inputs, requestedPrice: 2_500_000 }))).toBe(false);
    expect(chooseFeeBudget({ ...inputs, requestedPrice: 2_500_001 })).toMatchObject({
      code: 'BUILD__PRIORITY_FEE_EXCEEDS_MAXIMUM',
      context: { lamports: 1_000_001n },
    });
  });

  it('offers nothing where nothing may be spent', () => {
    const inputs = { requestedPrice: undefined, recentPrice: 5n, priorityFeeLamportsMax: 0n };
    expect(chooseFeeBudget(inputs)).toEqual({
      computeUnitPrice: 0n,
      computeUnitLimitMax: 1_400_000,
    });
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
