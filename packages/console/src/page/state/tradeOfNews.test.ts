import { expect, it } from 'vitest';

import { NOW_MS, tradeOf } from '../testing/trades.ts';
import { tradeOfNews } from './tradeOfNews.ts';

const newsOf = (name: string, attemptStatus?: string) => ({
  key: 'entry-1',
  name,
  atMs: NOW_MS,
  trade: tradeOf({ attemptStatus }),
});

it('reads from the event how the attempt stands', () => {
  expect(tradeOfNews(newsOf('LaneAcknowledged')).attemptStatus).toBe('submitted');
  expect(tradeOfNews(newsOf('SubmissionAmbiguous')).attemptStatus).toBe('in_doubt');
  expect(tradeOfNews(newsOf('TradeAdmitted')).attemptStatus).toBeUndefined();
});

it('believes the trade where it tells it itself', () => {
  expect(tradeOfNews(newsOf('LaneAcknowledged', 'landed')).attemptStatus).toBe('landed');
});
