import { expect, it } from 'vitest';

import { operatorName } from './operatorName.ts';

it('names who runs the command', () => {
  expect(operatorName()).toMatch(/\S/u);
});
