import { expect, it } from 'vitest';

import { customError } from './instructionFrame.ts';

it('names the program whose number it is', () => {
  expect(customError('program', 7)).toEqual({ program: 'program', error: { Custom: 7 } });
});
