import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { floorAmount, readAmount } from './amount.ts';
import { formatUnits } from './decimalText.ts';
import { U64_MAX } from './units.ts';

describe('readAmount', () => {
  it.each([
    [1, 9, 1_000_000_000n],
    [0.1, 9, 100_000_000n],
    [0.000000001, 9, 1n],
    [1e-9, 9, 1n],
    [1.5, 6, 1_500_000n],
    [1e21, 0, undefined],
    [18_446_744_073.5, 9, 18_446_744_073_500_000_000n],
    [12, 0, 12n],
  ])('reads %d with %d decimals', (value, decimals, units) => {
    expect(readAmount(value, decimals)).toEqual(
      units === undefined ? { ok: false, problem: 'exceeds-u64' } : { ok: true, units },
    );
  });

  it('takes a number by its decimal text, not by its binary fraction', () => {
    expect(readAmount(0.1 + 0.2, 17)).toEqual({ ok: true, units: 30_000_000_000_000_004n });
    expect(readAmount(0.3, 17)).toEqual({ ok: true, units: 30_000_000_000_000_000n });
  });

  it('refuses what has no amount', () => {
    expect(readAmount(Number.NaN, 9)).toEqual({ ok: false, problem: 'not-finite' });
    expect(readAmount(Number.POSITIVE_INFINITY, 9)).toEqual({ ok: false, problem: 'not-finite' });
    expect(readAmount(0, 9)).toEqual({ ok: false, problem: 'not-positive' });
    expect(readAmount(-0, 9)).toEqual({ ok: false, problem: 'not-positive' });
    expect(readAmount(-1, 9)).toEqual({ ok: false, problem: 'not-positive' });
  });

  it('names the floored amount of one that is too precise', () => {
    expect(readAmount(1.23456789, 6)).toEqual({
      ok: false,
      problem: 'too-precise',
      floored: '1.234567',
    });
    expect(readAmount(5e-324, 9)).toEqual({ ok: false, problem: 'too-precise', floored: '0' });
  });

  it('takes no more than a balance can hold', () => {
    expect(readAmount(18_446_744_073_709, 6)).toEqual({
      ok: true,
      units: 18_446_744_073_709n * 10n ** 6n,
    });
    expect(readAmount(18_446_744_073_710, 6)).toEqual({ ok: false, problem: 'exceeds-u64' });
    expect(readAmount(2 ** 64, 0)).toEqual({ ok: false, problem: 'exceeds-u64' });
  });

  it('for all amounts with up to 15 digits, reading undoes writing', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 999_999_999_999_999n),
        fc.integer({ min: 0, max: 18 }),
        (units, decimals) => {
          const written = Number(formatUnits(units, decimals));
          expect(readAmount(written, decimals)).toEqual({ ok: true, units });
        },
      ),
    );
  });
});

describe('floorAmount', () => {
  it('cuts decimals off and leaves fitting amounts alone', () => {
    expect(floorAmount(1.23456789, 6)).toBe(1.234567);
    expect(floorAmount(0.9999999999, 9)).toBe(0.999999999);
    expect(floorAmount(-1.29, 1)).toBe(-1.2);
    expect(floorAmount(1e300, 0)).toBe(1e300);
    expect(floorAmount(1e-10, 9)).toBe(0);
  });

  it('throws for what is no number', () => {
    expect(() => floorAmount(Number.NaN, 9)).toThrow('NaN is not a finite number.');
    expect(() => floorAmount(Number.NEGATIVE_INFINITY, 9)).toThrow(RangeError);
  });

  it('for all positive amounts, answers zero or one that passes and is not above', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 5e-324, max: Number(U64_MAX) / 1e19, noNaN: true }),
        fc.integer({ min: 0, max: 18 }),
        (value, decimals) => {
          const floored = floorAmount(value, decimals);
          expect(floored).toBeLessThanOrEqual(value);
          if (floored > 0) expect(readAmount(floored, decimals).ok).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('for all amounts, agrees with the floored text of a refusal', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-12, max: 1e9, noNaN: true }),
        fc.integer({ min: 0, max: 9 }),
        (value, decimals) => {
          const reading = readAmount(value, decimals);
          if (reading.ok || reading.problem !== 'too-precise') return;
          expect(Number(reading.floored)).toBe(floorAmount(value, decimals));
        },
      ),
    );
  });
});
