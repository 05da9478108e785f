import { expect, it } from 'vitest';

import { crashFigures } from './renderCrashReport.ts';
import { runCrashSuite } from './runCrashSuite.ts';

const KILLS = 2;
const BUDGET_MS = 240_000;

it('keeps the promise while processes that trade are killed', { timeout: 420_000 }, async () => {
  const report = await runCrashSuite({
    kills: KILLS,
    seed: 20,
    chains: 1,
    wallets: 2,
    slotMs: 20,
    budgetMs: BUDGET_MS,
  });
  const figures = crashFigures(report);
  expect(figures.violations).toEqual([]);
  expect(figures.shortfalls).toEqual([]);
  expect(figures.kills).toBeGreaterThanOrEqual(KILLS);
  expect(figures.openTradesAtKill.minimum).toBeGreaterThanOrEqual(20);
  expect(figures.auditsAtDeath).toBeGreaterThanOrEqual(KILLS);
  expect(figures.auditsAtRest).toBeGreaterThan(0);
  expect(figures.trades.byStatus['filled']).toBeGreaterThan(0);
});
