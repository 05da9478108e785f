import fc from 'fast-check';
import { expect, it } from 'vitest';

import { blurredNumber, repeatedField } from './addJsonParser.ts';

it.each([
  '{"amount":0.1}',
  '{"amount":1.50}',
  '{"amount":-0}',
  '{"a":[1,{"b":2e3}]}',
  '{"a":"0.10000000000000000001"}',
  '{}',
  'null',
])('lets %s through', (json) => {
  expect(blurredNumber(json)).toBeUndefined();
});

it.each([
  ['{"amount":0.10000000000000000001}', 'it would become 0.1;'],
  ['{"amount":9007199254740993}', 'it would become 9007199254740992;'],
  ['{"a":{"b":1.0000000000000000001}}', 'b: 1.0000000000000000001'],
  ['{"amount":1e999}', 'more than a number holds'],
])('refuses %s', (json, said) => {
  expect(blurredNumber(json)).toContain(said);
});

it('for all numbers, lets through what JSON itself writes', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (amount) => {
      expect(blurredNumber(JSON.stringify({ amount }))).toBeUndefined();
    }),
  );
});

it.each([
  ['{"amount":1,"amount":2}', 'amount'],
  ['{"amount":1,"side":"buy","amo\\u0075nt":2}', 'amount'],
  ['{"a\\"":1,"a\\"":2}', 'a"'],
  ['{ "a" : 1 , "b":":", "a"\n:2}', 'a'],
])('names the field that %s has twice', (json, name) => {
  expect(repeatedField(json)).toBe(`${name}: it is there more than once`);
});

it.each(['{}', '[]', '{"a":"a","b":"a:","c":"\\"a\\":"}', '{"a":["a","a"]}'])(
  'finds none in %s',
  (json) => {
    expect(repeatedField(json)).toBeUndefined();
  },
);

it('for all objects, finds none in what JSON itself writes', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (value) => {
      expect(repeatedField(JSON.stringify(value))).toBeUndefined();
    }),
  );
});
