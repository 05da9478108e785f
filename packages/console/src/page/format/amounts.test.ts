import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  ageText,
  durationText,
  numberText,
  priceFigures,
  solText,
  unitsText,
  wholeOf,
} from './amounts.ts';

describe('solText', () => {
  it.each([
    ['0', '0.000000'],
    ['1', '0.000000'],
    ['500', '0.000001'],
    ['499', '0.000000'],
    [1_002_054_333, '1.002054'],
    ['12345678900000000', '12\u202f345\u202f678.900000'],
    ['-1500000000', '−1.500000'],
    ['-1', '0.000000'],
    [999_999_999n, '1.000000'],
  ])('writes %s lamports as %s', (lamports, text) => {
    expect(solText(lamports)).toBe(text);
  });

  it('is for all lamports within half of its last figure', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n }), (lamports) => {
        const digits = solText(lamports).replaceAll('\u202f', '').replace('.', '');
        const off = BigInt(digits) * 1000n - lamports;
        return off <= 500n && off >= -500n;
      }),
    );
  });
});

describe('unitsText', () => {
  it.each([
    ['49800349051', 6, '49\u202f800.349051'],
    ['120000000000', 9, '120'],
    ['5', 6, '0.000005'],
    ['1234', 0, '1\u202f234'],
  ])('writes %s with %i decimals as %s', (units, decimals, text) => {
    expect(unitsText(units, decimals)).toBe(text);
  });
});

it('reads whole numbers and cuts fractions', () => {
  expect(wholeOf('18446744073709551615')).toBe(18_446_744_073_709_551_615n);
  expect(wholeOf(12.9)).toBe(12n);
  expect(wholeOf('none')).toBe(0n);
});

it.each([
  ['0.000020080180542027', '0.0000200802'],
  ['0.00375', '0.00375'],
  ['1.5', '1.5'],
  ['24900.174525', '24\u202f900.1745'],
  ['0', '0'],
  ['nonsense', 'nonsense'],
])('writes the price %s as %s', (price, text) => {
  expect(priceFigures(price)).toBe(text);
});

it('writes numbers without zeros at the end', () => {
  expect(numberText(1234.5)).toBe('1\u202f234.5');
  expect(numberText(100, 3)).toBe('100');
});

it.each([
  [0.42, '0.4 ms'],
  [131, '131 ms'],
  [1234, '1.23 s'],
  [41_000, '41.0 s'],
  [120_000, '2 min'],
])('writes %d ms as %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

it.each([
  [-5, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_600_000 * 5 + 60_000 * 7, '5 h 7 min'],
  [86_400_000 * 2 + 3_600_000, '2 d 1 h'],
])('writes an age of %d ms as %s', (ms, text) => {
  expect(ageText(ms)).toBe(text);
});
