import { writeFileSync } from 'node:fs';

import { createNodePlatform, keystoreMachineOf } from '@quantbot/executor';
import { describe, expect, it } from 'vitest';

import { temporaryDirectory } from '../../testing/temporaryDirectory.ts';
import { keyPlace, requireFree } from './keyPlace.ts';

describe('keyPlace', () => {
  it.each(['trader', 'a', 'Trader-2.main_1', 'x'.repeat(64)])('takes %s', (name) => {
    expect(keyPlace(name, 'keys')).toEqual({
      name,
      directory: 'keys',
      path: `keys/${name}.keystore.json`,
    });
  });

  it.each(['', '.', '..', '.hidden', '../up', 'a/b', 'a b', '-x', 'ü', 'x'.repeat(65)])(
    'refuses %j',
    (name) => {
      expect(() => keyPlace(name, 'keys')).toThrow(
        expect.objectContaining({ code: 'WALLET__KEY_NAME_INVALID', context: { name } }),
      );
    },
  );
});

it('refuses a name that is taken, by whatever', () => {
  const { keystore } = keystoreMachineOf(createNodePlatform());
  const place = keyPlace('trader', temporaryDirectory());
  const check = (): void => {
    requireFree(place, keystore);
  };
  expect(check).not.toThrow();
  writeFileSync(place.path, 'anything');
  expect(check).toThrow(expect.objectContaining({ code: 'WALLET__KEYSTORE_EXISTS' }));
});
