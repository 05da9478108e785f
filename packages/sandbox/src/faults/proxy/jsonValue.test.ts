import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { asJsonList, asJsonText, isJsonRecord, parseJson, stringifyJson } from './jsonValue.ts';

describe('JSON with exact integers', () => {
  it('comes back with every integer as it was', () => {
    const text = '{"rentEpoch":18446744073709551615,"share":0.25,"list":[1,-2,null,true,"9"]}';
    const parsed = parseJson(text);
    expect(parsed).toMatchObject({ rentEpoch: 18_446_744_073_709_551_615n, share: 0.25 });
    expect(stringifyJson(parsed ?? null)).toBe(text);
  });

  it('keeps all integers of 64 bits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (integer) => {
        expect(stringifyJson(parseJson(`[${integer}]`) ?? null)).toBe(`[${integer}]`);
      }),
    );
  });

  it('tells what is no JSON', () => {
    expect(parseJson('{"a":')).toBeUndefined();
    expect(parseJson('')).toBeUndefined();
  });
});

it('tells records, lists and texts from other values', () => {
  expect([{}, [], null, 'a', 1n].map(isJsonRecord)).toEqual([true, false, false, false, false]);
  expect(asJsonList([1n])).toEqual([1n]);
  expect(asJsonList({})).toEqual([]);
  expect([5n, 5, 'a', null, {}].map(asJsonText)).toEqual(['5', '5', 'a', '', '']);
});
