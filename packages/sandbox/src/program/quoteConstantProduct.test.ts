import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { computePriceImpact, quoteConstantProduct } from './quoteConstantProduct.ts';

const reserve = fc.bigInt({ min: 1n, max: 10n ** 18n });

describe('quoteConstantProduct', () => {
  it('pays the share of the output that the input buys, less the fee', () => {
    const reserves = { reserveIn: 1_000_000_000n, reserveOut: 2_000_000_000n };
    expect(quoteConstantProduct(100_000n, reserves)).toBe(199_380n);
  });

  it('pays nothing for an amount that the fee swallows', () => {
    expect(quoteConstantProduct(1n, { reserveIn: 1_000n, reserveOut: 1_000n })).toBe(0n);
  });

  it('for all amounts and reserves never lets the product of the reserves shrink', () => {
    fc.assert(
      fc.property(reserve, reserve, reserve, (amountIn, reserveIn, reserveOut) => {
        const out = quoteConstantProduct(amountIn, { reserveIn, reserveOut });
        expect(out).toBeLessThan(reserveOut);
        expect((reserveIn + amountIn) * (reserveOut - out)).toBeGreaterThanOrEqual(
          reserveIn * reserveOut,
        );
      }),
    );
  });
});

describe('computePriceImpact', () => {
  it('tells the share of the price that the swap costs beyond the fee', () => {
    const reserves = { reserveIn: 9_030n, reserveOut: 1n };
    expect(computePriceImpact(1_000n, reserves)).toBeCloseTo(997 / 10_027, 12);
  });
});
