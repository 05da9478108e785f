import type { SpanEmission } from '@quantbot/core';
import { expect, it } from 'vitest';

import { StageTimes } from './stageTimes.ts';

const span = (operation: string, endTime: number, more: Partial<SpanEmission> = {}) => ({
  name: `execution.${operation}`,
  operation,
  startTime: 0,
  endTime,
  durationMs: 7,
  status: 'ok' as const,
  ...more,
});

it('keeps what the journal does not tell, and only that', () => {
  const times = new StageTimes();
  times.observe(span('quote', 1));
  times.observe(span('quote', 5));
  times.observe(span('confirm', 5));
  times.observe(span('build', 5, { status: 'error' }));
  times.observe({ ...span('quote', 5), name: 'somebody.quote' });
  const { endTime: _, ...open } = span('quote', 5);
  times.observe(open);
  expect(times.since(0)).toHaveLength(2);
  expect(times.since(5)).toEqual([{ stage: 'quote', atMs: 5, durationMs: 7 }]);
});

it('keeps a bounded number, the newest', () => {
  const times = new StageTimes(3);
  for (let atMs = 1; atMs <= 5; atMs += 1) times.observe(span('sign', atMs));
  expect(
    times
      .since(0)
      .map(({ atMs }) => atMs)
      .toSorted((left, right) => left - right),
  ).toEqual([3, 4, 5]);
});
