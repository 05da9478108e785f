import { expect, it } from 'vitest';

import { promqlNames } from './promqlNames.ts';

it('names metrics with their labels, and the labels that are grouped by', () => {
  expect(promqlNames('sum by (le, a) (rate(x_bucket{b="c", d=~"e|f"}[5m])) > on(g) y')).toEqual({
    metrics: [
      {
        name: 'x_bucket',
        labels: [
          { name: 'b', value: 'c', isPattern: false },
          { name: 'd', value: 'e|f', isPattern: true },
        ],
      },
      { name: 'y', labels: [] },
    ],
    groupings: ['le', 'a', 'g'],
  });
});

it.each(['sum(', 'rate(x[5m', 'x{a=}', 'x > > y', ''])('refuses %j', (expression) => {
  expect(() => promqlNames(expression)).toThrow('not PromQL');
});
