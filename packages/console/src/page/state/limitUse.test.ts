import { expect, it } from 'vitest';

import { limitUse } from './limitUse.ts';

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
