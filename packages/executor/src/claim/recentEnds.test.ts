import { fingerprintText } from '@quantbot/core';
import { expect, it } from 'vitest';

import type { TradeRecord } from '../journal/tradeRecord.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createFakeParts } from '../testing/fakeParts.ts';
import { createRecentEnds } from './recentEnds.ts';

const WINDOW_MS = 60_000;

async function setUp() {
  const { admit } = await createFakeParts();
  const open = admit();
  const platform = createFakePlatform();
  const ends = createRecentEnds(platform);
  const ended = (tradeId: string): TradeRecord => ({ ...open, tradeId, status: 'filled' });
  const request = { mode: open.mode, fingerprintText: fingerprintText(open.fingerprint) };
  return { ends, platform, open, ended, request };
}

it('finds the newest end for as long as the window is, by a clock that nobody can set', async () => {
  const { ends, platform, open, ended, request } = await setUp();
  expect(ends.find(request, WINDOW_MS)).toBeUndefined();
  ends.observe(open, ended('first'));
  await platform.advance(1_000);
  ends.observe(open, ended('second'));
  await platform.advance(WINDOW_MS - 1);
  expect(ends.find(request, WINDOW_MS)).toBe('second');
  await platform.advance(1);
  expect(ends.find(request, WINDOW_MS)).toBeUndefined();
  expect(ends.find(request, WINDOW_MS + 1_000)).toBe('second');
});

it('knows nothing of a trade that is open, nor of a request of another kind', async () => {
  const { ends, open, ended, request } = await setUp();
  ends.observe(open, { ...open, status: 'settling' });
  expect(ends.find(request, WINDOW_MS)).toBeUndefined();
  ends.observe(open, ended('first'));
  expect(ends.find({ ...request, mode: 'dry' }, WINDOW_MS)).toBeUndefined();
  expect(ends.find({ ...request, fingerprintText: 'another' }, WINDOW_MS)).toBeUndefined();
});

it('counts from the first end of a trade, whatever is found out about it later', async () => {
  const { ends, platform, open, ended, request } = await setUp();
  ends.observe(open, ended('first'));
  await platform.advance(WINDOW_MS);
  ends.observe(ended('first'), { ...ended('first'), status: 'conflicted' });
  expect(ends.find(request, WINDOW_MS)).toBeUndefined();
});

it('forgets the oldest of many, counted from its newest end', async () => {
  const { ends, open, ended, request } = await setUp();
  let others = 0;
  const observeOthers = (count: number): void => {
    for (let number = 0; number < count; number += 1) {
      others += 1;
      const fingerprint = { ...open.fingerprint, strategyId: `s${others}` };
      ends.observe(open, { ...ended(`t${others}`), fingerprint });
    }
  };
  ends.observe(open, ended('first'));
  observeOthers(8_191);
  expect(ends.find(request, WINDOW_MS)).toBe('first');
  ends.observe(open, ended('second'));
  observeOthers(8_191);
  expect(ends.find(request, WINDOW_MS)).toBe('second');
  observeOthers(1);
  expect(ends.find(request, WINDOW_MS)).toBeUndefined();
});
