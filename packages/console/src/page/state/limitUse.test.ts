import { expect, it } from 'vitest';

import { tradeOf } from '../testing/trades.ts';
import { limitsNow, limitUse } from './limitUse.ts';

it('writes lamports as SOL, used and limit in one unit', () => {
  const use = limitUse({
    gate: 'dailyLoss',
    side: 'buy',
    limit: '1000000000',
    used: '870000000',
    unit: 'lamports',
  });
  expect(use).toEqual({
    name: 'daily loss',
    side: 'buy',
    figures: '0.870000 / 1.000000 SOL',
    share: 0.87,
    level: 'near',
  });
});

it.each([
  [79, 'calm'],
  [80, 'near'],
  [99, 'near'],
  [100, 'full'],
  [140, 'full'],
])('calls %i of 100 %s', (used, level) => {
  expect(limitUse({ gate: 'openTrades', limit: 100, used, unit: 'trades' }).level).toBe(level);
});

it('uses up nothing of a ceiling for each trade', () => {
  const use = limitUse({ gate: 'tradeSize', side: 'both', limit: '2000000000', unit: 'lamports' });
  expect(use).toMatchObject({ figures: '2.000000 SOL', share: undefined, level: 'calm' });
  expect(use.side).toBeUndefined();
});

it('calls a limit of zero used up by anything', () => {
  expect(limitUse({ gate: 'positions', limit: 0, used: 0 }).share).toBe(0);
  expect(limitUse({ gate: 'positions', limit: 0, used: 1 }).level).toBe('full');
});

it('counts the open trades that the page knows of, in the mode of the server', () => {
  const limits = [
    { gate: 'openTrades', limit: 16, used: 0, unit: 'trades' },
    { gate: 'orderRate', limit: 60, used: 7 },
  ];
  const trades = [
    tradeOf({ key: 'a', status: 'executing' }),
    tradeOf({ key: 'b', status: 'admitted' }),
    tradeOf({ key: 'c', status: 'settling' }),
    tradeOf({ key: 'd', status: 'filled' }),
    tradeOf({ key: 'e', status: 'executing', mode: 'dry' }),
  ];
  const usedIn = (mode: 'live' | 'dry') =>
    limitsNow({ limits, trades, mode }).map(({ used }) => used);
  expect(usedIn('live')).toEqual([2, 7]);
  expect(usedIn('dry')).toEqual([1, 7]);
  expect(limitsNow({ limits: undefined, trades, mode: 'live' })).toEqual([]);
});
