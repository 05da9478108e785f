import { TRADE_STATUSES, type TradeStatus } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { TradeRecord } from '../journal/tradeRecord.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createBreaker } from './breaker.ts';

function setUp(maxConsecutiveFailures = 3) {
  const platform = createFakePlatform();
  const breaker = createBreaker(maxConsecutiveFailures, platform);
  const end = (from: TradeStatus, to: TradeStatus): void => {
    breaker.observe({ status: from } as TradeRecord, { status: to } as TradeRecord);
  };
  const fail = (times: number): void => {
    for (let time = 0; time < times; time += 1) end('executing', 'failed');
  };
  return { platform, breaker, end, fail };
}

describe('createBreaker', () => {
  it('opens at the failure it was told to, for a minute', async () => {
    const { breaker, fail, platform } = setUp();
    fail(2);
    expect(breaker.check()).toBeUndefined();
    fail(1);
    expect(breaker.check()).toMatchObject({
      code: 'BREAKER__OPEN',
      context: { consecutiveFailures: 3, retryAfterMs: 60_000 },
    });
    await platform.advance(59_999.5);
    expect(breaker.check()).toMatchObject({ context: { retryAfterMs: 1 } });
    await platform.advance(0.5);
    expect(breaker.check()).toBeUndefined();
  });

  it('opens again at the first failure after its minute', async () => {
    const { breaker, fail, platform } = setUp();
    fail(3);
    await platform.advance(60_000);
    fail(1);
    expect(breaker.check()).toMatchObject({ context: { consecutiveFailures: 4 } });
  });

  it('forgets failures at the first confirmed trade', () => {
    const { breaker, end, fail } = setUp();
    fail(2);
    end('executing', 'settling');
    fail(2);
    expect(breaker.check()).toBeUndefined();
  });

  it('counts a trade that was rolled back after its confirmation', () => {
    const { breaker, end } = setUp(1);
    end('executing', 'settling');
    end('settling', 'failed');
    expect(breaker.check()).toMatchObject({ code: 'BREAKER__OPEN' });
  });

  it.each(TRADE_STATUSES.filter((status) => status !== 'failed'))(
    'does not count a trade that becomes %s',
    (status) => {
      const { breaker, end } = setUp(1);
      end('admitted', status);
      expect(breaker.check()).toBeUndefined();
    },
  );

  it('counts a failure once, however often the trade is written', () => {
    const { breaker, end } = setUp(2);
    end('executing', 'failed');
    end('failed', 'failed');
    expect(breaker.check()).toBeUndefined();
  });
});
