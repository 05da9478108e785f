import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { refuseRepeatedNames } from './refuseRepeatedNames.ts';

it.each([
  ['{}', []],
  ['{"a":1,"b":1}', []],
  ['{"a":1,"a":1}', ['a']],
  ['{"a" : 1, "\\u0061"\n: 2}', ['a']],
  ['{"a":{"a":1},"b":[{"a":1},{"a":2}]}', []],
  ['{"limits":{"x":1,"y":{"x":2},"x":3}}', ['x']],
  ['{"a":"b","b":"a","c":["a","a"]}', []],
  ['{"a":"\\"x\\":1,{","x":"}","a\\"":1}', []],
  ['{"a":[{"b":1,"b":2}],"a":0}', ['b', 'a']],
])('of %s the names %j stand twice', (json, names) => {
  const refuse = (): void => refuseRepeatedNames(json, 'config.json');
  if (names.length === 0) return expect(refuse).not.toThrow();
  expect(refuse).toThrow(
    expect.objectContaining({
      code: 'CONFIG__FILE_MALFORMED',
      context: {
        path: 'config.json',
        reason: expect.stringContaining(`twice ${names.join(', ')},`),
      },
    }),
  );
});

it('refuses nothing of whatever was written by JSON.stringify, in any layout', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, space) => {
      refuseRepeatedNames(JSON.stringify(value, null, space), 'config.json');
    }),
  );
});
