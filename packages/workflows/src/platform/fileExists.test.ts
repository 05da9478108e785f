import { expect, it } from 'vitest';

import { fileExists } from './fileExists.ts';

it('tells what is there from what is not', () => {
  expect([fileExists(import.meta.filename), fileExists(`${import.meta.filename}.none`)]).toEqual([
    true,
    false,
  ]);
});
