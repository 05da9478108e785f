import type { Trade } from '../wire/tradeShapes.ts';

/** A moment that tests are about. */
export const NOW_MS = 1_800_000_000_000;

/** A trade on its way; `given` makes it another. */
export function tradeOf(given: Partial<Trade> = {}): Trade {
  return {
    key: 'entry-1',
    mode: 'live',
    side: 'buy',
    token: 'Mint1111111111111111111111111111111111111111',
    status: 'executing',
    amount: 0.5,
    createdAtMs: NOW_MS - 4000,
    updatedAtMs: NOW_MS - 1000,
    deadlineAtMs: NOW_MS + 86_000,
    attempts: 1,
    ...given,
  };
}
