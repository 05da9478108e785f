import { expect, it } from 'vitest';

import { noteName } from './noteName.ts';

it('keeps a note apart from a fact of the same name', () => {
  expect(noteName('epoch')).toBe('note epoch');
});
