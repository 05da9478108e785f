import { expect, it } from 'vitest';

import { LANE_POLICIES, TRADE_STATUSES } from './tradeStatus.ts';

it('lists every status and every policy once', () => {
  expect(new Set(TRADE_STATUSES).size).toBe(TRADE_STATUSES.length);
  expect(new Set(LANE_POLICIES).size).toBe(LANE_POLICIES.length);
});
