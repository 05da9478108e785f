import { expect, it } from 'vitest';

import { silentTelemetry } from './silentTelemetry.ts';

it('takes everything and answers a span that can be ended', () => {
  const span = silentTelemetry.startSpan('s', 'o');
  expect(span).toEqual({ name: 's', operation: 'o', startTime: 0, status: 'ok' });
  silentTelemetry.endSpan(span);
  silentTelemetry.emitSpan(span);
  silentTelemetry.emitEvent({ name: 'n', level: 'info', message: 'm' });
  silentTelemetry.emitMetric({ name: 'n', type: 'gauge', value: 1 });
});
