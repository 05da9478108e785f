import { expect, it } from 'vitest';

import { defineMetrics } from './metricDefinition.ts';

it('hands a table back as it is, with its label values as types', () => {
  const table = defineMetrics({
    quantbot_tries_total: { type: 'counter', unit: 'calls', help: 'Tries.', labels: { a: ['b'] } },
  });
  const value: 'b' = table.quantbot_tries_total.labels.a[0];
  expect(value).toBe('b');
});
