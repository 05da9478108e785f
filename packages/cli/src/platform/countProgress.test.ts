import { expect, it } from 'vitest';

import { countProgress } from './countProgress.ts';

function told(timesMs: readonly number[]): string {
  let text = '';
  let atMs = 0;
  const write = (piece: string): void => {
    text += piece;
  };
  const progress = countProgress('reading events', { nowMs: () => atMs, write });
  for (const timeMs of timesMs) {
    atMs = timeMs;
    progress.tick();
  }
  progress.end();
  return text;
}

it('says nothing of what takes less than a second', () => {
  expect(told([1, 500, 999])).toBe('');
});

it('tells once a second how far it is, on one line', () => {
  expect(told([10, 1_000, 1_001, 1_999, 2_000])).toBe(
    '\r  reading events: 2 …\r  reading events: 5 …\n',
  );
});
