import { expect, it } from 'vitest';

import { operatorsRequired } from './operatorsRequired.ts';

it.each([
  [[], 0],
  [['a'], 1],
  [['a', 'a'], 1],
  [['a', 'b'], 2],
  [['a', 'b', 'c', 'a'], 2],
])('of nodes of %j takes %i operators', (operators, required) => {
  expect(operatorsRequired(operators.map((operator) => ({ operator })))).toBe(required);
});
