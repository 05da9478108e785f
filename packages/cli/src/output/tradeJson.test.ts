import { describe, expect, it } from 'vitest';

import { ATTEMPT, journalled, tradeRecord } from '../testing/records.ts';
import { historyJson, tradeJson } from './tradeJson.ts';

const TRADE = tradeRecord({ attempts: [ATTEMPT] });

describe('tradeJson', () => {
  it('keeps everything but the signed bytes', () => {
    const { wireBase64: _, ...attempt } = ATTEMPT;
    expect(tradeJson(TRADE)).toEqual({ ...TRADE, attempts: [attempt] });
  });
});

describe('historyJson', () => {
  it('has a trade, attempts and events, and the signed bytes nowhere', () => {
    const events = journalled([
      { name: 'TradeAdmitted' },
      { name: 'AttemptSigned', attempt: ATTEMPT },
    ]);
    const json = historyJson({ trade: TRADE, events }, true);
    expect(Object.keys(json)).toEqual(['trade', 'attempts', 'events', 'followed']);
    expect(json.trade).not.toHaveProperty('attempts');
    expect(json.attempts[0]?.signature).toBe(ATTEMPT.signature);
    expect(json.events[0]).toEqual(events[0]);
    expect(JSON.stringify(json)).not.toContain(ATTEMPT.wireBase64);
  });

  it.each([
    ['executing', true, true],
    ['settling', false, false],
    ['filled', true, false],
  ] as const)('of a trade that is %s, owned %s, is followed %s', (status, isOwned, followed) => {
    const trade = tradeRecord({ status });
    expect(historyJson({ trade, events: [] }, isOwned)).toMatchObject({ followed });
  });
});
