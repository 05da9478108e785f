import { expect, it } from 'vitest';

import { renderStressReport } from './renderStressReport.ts';

it('shows figures, memory over time and what does not hold', () => {
  const samples = [{ atSeconds: 1, rssMebibytes: 99.6 }];
  const report = { seconds: 1.23456, samples, violations: ['k landed 2 times'] };
  const text = renderStressReport('model', report);
  expect(text).toBe(
    'stress model: DOES NOT HOLD\n  seconds: 1.23\n  memory: 1 s 100 MiB\n' +
      '  violation: k landed 2 times',
  );
  expect(renderStressReport('model', { violations: [] })).toBe('stress model: holds');
});
