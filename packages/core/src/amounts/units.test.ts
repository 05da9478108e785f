import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  baseUnits,
  divCeil,
  divFloor,
  lamports,
  LAMPORTS_PER_SOL,
  microLamportsPerComputeUnit,
  SOL_DECIMALS,
  U64_MAX,
} from './units.ts';

describe('units', () => {
  it('brands without changing the value', () => {
    expect(lamports(5n)).toBe(5n);
    expect(baseUnits(6n)).toBe(6n);
    expect(microLamportsPerComputeUnit(7n)).toBe(7n);
  });

  it('agrees with itself on SOL and on 64 bits', () => {
    expect(LAMPORTS_PER_SOL).toBe(10n ** BigInt(SOL_DECIMALS));
    expect(U64_MAX).toBe(2n ** 64n - 1n);
  });

  it('for all amounts, the two divisions enclose the quotient', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, U64_MAX), fc.bigInt(1n, U64_MAX), (numerator, denominator) => {
        const floor = divFloor(numerator, denominator);
        const ceil = divCeil(numerator, denominator);
        expect(floor * denominator).toBeLessThanOrEqual(numerator);
        expect(ceil * denominator).toBeGreaterThanOrEqual(numerator);
        expect(ceil - floor).toBe(numerator % denominator === 0n ? 0n : 1n);
      }),
    );
  });
});
