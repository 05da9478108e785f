import { expect, it } from 'vitest';

import { growthMebibytes, watchMachine, type MemorySample } from './watchMachine.ts';

function samples(...figures: readonly number[]): MemorySample[] {
  return figures.map((figure, index) => ({
    atSeconds: index,
    rssMebibytes: figure,
    heapMebibytes: figure,
  }));
}

it('tells growth after the start from a start that is steep', () => {
  expect(growthMebibytes(samples(10, 200, 300, 305, 300, 302, 299, 301), 'rssMebibytes')).toBe(-4);
  expect(growthMebibytes(samples(10, 20, 30, 40, 50, 60, 70, 80), 'rssMebibytes')).toBe(40);
  expect(growthMebibytes(samples(10), 'rssMebibytes')).toBe(0);
});

it('reports this process', () => {
  const { samples: taken, eventLoopDelayMs } = watchMachine().report();
  expect(taken[0]?.rssMebibytes).toBeGreaterThan(10);
  expect(eventLoopDelayMs).toHaveProperty('p99');
});
