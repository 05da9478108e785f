import { expect, it } from 'vitest';

import { createTradeLog } from '../journal/tradeLog.ts';
import { admitFixture, fixtureAttempt, fixtureClaim } from '../testing/journalFixtures.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { createRecordingMetrics } from '../testing/recordingMetrics.ts';
import { planConfig } from '../testing/tradeFixtures.ts';
import { TradingControl } from './tradingControl.ts';

async function open() {
  const { journal } = await openTestJournal();
  const recording = createRecordingMetrics();
  const platform = createFakePlatform();
  const config = planConfig({ platform, maxConsecutiveFailures: 2 });
  const control = new TradingControl({ config, journal, telemetry: recording.telemetry });
  const log = createTradeLog(journal, (before, after) => {
    control.observe(before, after);
  });
  const fail = (id: string): void => {
    const claimed = admitFixture(journal, fixtureClaim(id, { key: id }));
    if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
    log.adopt(claimed.trade);
    const signature = `signature of ${id}`;
    const code = 'CONFIRM__REVERTED';
    const landed = { signature, slot: '1010', error: 'e', feeLamports: '5000', witness: 'a' };
    log.record(id, { name: 'AttemptSigned', attempt: { ...fixtureAttempt(), signature } });
    log.record(id, { name: 'AttemptReverted', ...landed, code });
    log.record(id, { name: 'TradeFailed', code, result: { success: false, errorCode: code } });
  };
  return { ...recording, control, fail };
}

const STATES = ['active', 'reducing', 'halted'] as const;

it('shows the trading state from the first moment on, and one state only', async () => {
  const { control, last } = await open();
  const shown = () => STATES.map((state) => last('quantbot_trading_state', { state }));
  expect(shown()).toEqual([1, 0, 0]);
  const decision = { origin: 'person', by: 'ops', reason: 'a test' } as const;
  control.decide({ ...decision, state: 'halted', inFlight: 'drop' });
  expect(shown()).toEqual([0, 0, 1]);
  expect(last('quantbot_breaker_open', { scope: 'all' })).toBe(0);
  control.decide({ ...decision, state: 'active', inFlight: 'reduce-only' });
  expect(shown()).toEqual([1, 0, 0]);
});

it('shows that the breaker is open, how often it tripped, and the landing rate', async () => {
  const { fail, last, sum } = await open();
  expect(last('quantbot_landing_rate_ratio')).toBeUndefined();
  fail('one');
  expect(last('quantbot_landing_rate_ratio')).toBe(1);
  expect(last('quantbot_breaker_open', { scope: 'all' })).toBe(0);
  fail('two');
  expect(last('quantbot_breaker_open', { scope: 'all' })).toBe(1);
  expect(last('quantbot_trading_state', { state: 'reducing' })).toBe(1);
  expect(sum('quantbot_breaker_trips_total', { state: 'reducing' })).toBe(1);
});
