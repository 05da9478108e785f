import type { TradingChange } from '@quantbot/executor';
import { describe, expect, it } from 'vitest';

import { renderTrading, tradingLines, type TradingFacts } from './renderTrading.ts';

const CHANGE: TradingChange = {
  number: 1,
  atMs: 0,
  state: 'reducing',
  origin: 'breaker',
  by: 'the breaker',
  reason: 'the breaker is open after 5 consecutive failures',
  inFlight: 'reduce-only',
};
const FACTS: TradingFacts = {
  state: 'reducing',
  changes: [CHANGE],
  conflicts: [],
  haltFilePath: 'data/HALT',
  haltFile: 'absent',
  owned: true,
};

describe('tradingLines', () => {
  it.each<[string, Partial<TradingFacts>, string]>([
    ['a change', {}, 'reducing since 1970-01-01 00:00:00 by the breaker: the breaker is open'],
    ['nothing', { state: 'active', changes: [] }, 'active'],
    ['a halt file', { state: 'halted', haltFile: 'present' }, 'halted: the halt file data/HALT is'],
    [
      'a halt file that hides',
      { state: 'halted', haltFile: 'unreadable' },
      'halted: the halt file data/HALT cannot be looked at',
    ],
  ])('tells of %s', (_case, changes, text) => {
    expect(tradingLines({ ...FACTS, ...changes })).toEqual([
      ['trading', expect.stringContaining(text)],
    ]);
  });
});

describe('renderTrading', () => {
  it('names the trade that stops the wallet although nobody halted it', () => {
    const facts = { ...FACTS, state: 'active' as const, changes: [], conflicts: ['entry-1'] };
    expect(renderTrading(facts)).toContain(
      'stopped  trade entry-1 contradicts the chain: nothing new is signed until "quantbot resolve entry-1"',
    );
  });

  it('lists every change with who and why', () => {
    const text = renderTrading({ ...FACTS, owned: false });
    expect(text).toContain('no process owns the data directory');
    expect(text).toMatch(
      /1970-01-01 00:00:00 +reducing +the breaker +the breaker is open after 5/u,
    );
    expect(renderTrading({ ...FACTS, changes: [] })).toContain('Nobody has ever changed');
  });
});
