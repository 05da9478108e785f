import { expect, it } from 'vitest';

import { FIXTURE_NOW_MS, fixtureClaim } from '../testing/journalFixtures.ts';
import { createKnownTrades, KNOWN_TRADES_MAX } from './knownTrades.ts';
import { startTrade, type TradeRecord } from './tradeRecord.ts';

function tradeOf(tradeId: string): TradeRecord {
  const { received } = fixtureClaim(tradeId);
  return startTrade({ tradeId, version: 1, atMs: FIXTURE_NOW_MS, event: received }, received);
}

function setUp() {
  const read: string[] = [];
  const known = createKnownTrades((tradeId) => {
    read.push(tradeId);
    return tradeId === 'nobody' ? undefined : tradeOf(tradeId);
  });
  return { read, known };
}

it('reads a trade once for each head', () => {
  const { read, known } = setUp();
  const first = known.find('a', 'head-1');
  expect(first).toEqual({ trade: tradeOf('a'), head: 'head-1' });
  expect(known.find('a', 'head-1')).toBe(first);
  expect(read).toEqual(['a']);
});

it('gives what was written only under the head that it was written with', () => {
  const { read, known } = setUp();
  const written = { ...tradeOf('a'), version: 2 };
  known.note({ trade: written, head: 'head-2' });
  expect(known.find('a', 'head-2')?.trade).toBe(written);
  // Taken back with its transaction, or changed by somebody else.
  expect(known.find('a', 'head-1')).toEqual({ trade: tradeOf('a'), head: 'head-1' });
  expect(known.find('a', 'head-2')?.trade).toEqual(tradeOf('a'));
  expect(read).toEqual(['a', 'a']);
});

it('knows nothing of a trade that is not there', () => {
  const { known } = setUp();
  expect(known.find('nobody', 'head-1')).toBeUndefined();
});

it('forgets the trade that was written or read longest ago', () => {
  const { read, known } = setUp();
  for (let index = 0; index < KNOWN_TRADES_MAX; index += 1) {
    known.note({ trade: tradeOf(`trade-${index}`), head: 'head' });
  }
  known.note({ trade: tradeOf('trade-0'), head: 'head' });
  known.note({ trade: tradeOf('one more'), head: 'head' });
  known.find('trade-0', 'head');
  expect(read).toEqual([]);
  known.find('trade-1', 'head');
  expect(read).toEqual(['trade-1']);
});
