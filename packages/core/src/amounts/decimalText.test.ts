import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decimalText, formatUnits, toDecimal } from './decimalText.ts';

describe('toDecimal', () => {
  it.each([
    [0, { digits: 0n, scale: 0 }],
    [-0, { digits: 0n, scale: 0 }],
    [1.5, { digits: 15n, scale: 1 }],
    [-0.25, { digits: -25n, scale: 2 }],
    [1e21, { digits: 10n ** 21n, scale: 0 }],
    [1.5e21, { digits: 15n * 10n ** 20n, scale: 0 }],
    [1e-7, { digits: 1n, scale: 7 }],
    [1.25e-7, { digits: 125n, scale: 9 }],
    [100, { digits: 100n, scale: 0 }],
  ])('takes %d apart', (value, decimal) => {
    expect(toDecimal(value)).toEqual(decimal);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'throws for %d',
    (value) => {
      expect(() => toDecimal(value)).toThrow(RangeError);
    },
  );

  it('for all finite numbers, the parts read back as the same number', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (value) => Number(decimalText(value)) === value,
      ),
      { numRuns: 1_000 },
    );
  });

  it('for all finite numbers, the scale is as small as it can be', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const { digits, scale } = toDecimal(value);
        expect(scale === 0 || digits % 10n !== 0n).toBe(true);
      }),
    );
  });
});

describe('formatUnits', () => {
  it.each([
    [0n, 9, '0'],
    [1n, 9, '0.000000001'],
    [1_500_000_000n, 9, '1.5'],
    [-1_500_000_000n, 9, '-1.5'],
    [1_000n, 0, '1000'],
    [1_000n, 3, '1'],
  ])('writes %d units with %d decimals', (units, decimals, text) => {
    expect(formatUnits(units, decimals)).toBe(text);
  });

  it('for all amounts, the text says the same amount', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 0, max: 30 }), (units, decimals) => {
        const [whole = '', fraction = ''] = formatUnits(units, decimals).split('.');
        expect(BigInt(whole + fraction.padEnd(decimals, '0'))).toBe(units);
      }),
    );
  });
});

describe('decimalText', () => {
  it('never uses an exponent', () => {
    expect(decimalText(1e-10)).toBe('0.0000000001');
    expect(decimalText(1e25)).toBe('10000000000000000000000000');
    expect(decimalText(-2.5)).toBe('-2.5');
  });
});
