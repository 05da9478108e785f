import { describe, expect, it } from 'vitest';

import { amountOption, numberOption, wholeNumberOption } from './numberOption.ts';

describe('numberOption', () => {
  it.each([
    ['1', 1],
    ['0.1', 0.1],
    ['.5', 0.5],
    ['5.', 5],
    ['-1', -1],
    ['+1', 1],
    ['1e-9', 1e-9],
    ['1e400', Infinity],
    ['NaN', Number.NaN],
    ['nan', Number.NaN],
    ['Infinity', Infinity],
  ])('reads %s', (text, value) => {
    expect(numberOption(text)).toBe(value);
  });

  it.each(['', ' ', 'abc', '0x10', '1,5', '1_000', '1 ', '--1', '1e', '.', 'inf'])(
    'refuses %o',
    (text) => {
      expect(() => numberOption(text)).toThrow(`"${text}" is not a number.`);
    },
  );
});

describe('amountOption', () => {
  it.each([
    ['0.1', 0.1],
    ['1.10', 1.1],
    ['007.50', 7.5],
    ['.5', 0.5],
    ['0.000000001', 1e-9],
    ['123456789.123456', 123_456_789.123456],
    ['1e-9', 1e-9],
    ['0', 0],
    ['0.000', 0],
  ])('reads %s', (text, value) => {
    expect(amountOption(text)).toBe(value);
  });

  it.each([
    ['12345678901.123456789', '12345678901.123457'],
    ['9007199254740993', '9007199254740992'],
    ['1.00000000000000000001', '1'],
  ])('refuses %s, which would become %s', (text, held) => {
    expect(() => amountOption(text)).toThrow(`it would become ${held}.`);
  });

  it('leaves NaN to the port, which has a code for it', () => {
    expect(amountOption('NaN')).toBeNaN();
  });
});

describe('wholeNumberOption', () => {
  const read = wholeNumberOption(1, 10);

  it('takes its bounds', () => {
    expect([read('1'), read('10')]).toEqual([1, 10]);
  });

  it.each(['0', '11', '1.5', 'NaN', 'Infinity'])('refuses %s', (text) => {
    expect(() => read(text)).toThrow(`"${text}" is not a whole number between 1 and 10.`);
  });
});
