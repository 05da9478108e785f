import { createTokenAddress } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { decision, openTradingScene as setUp } from '../testing/tradingScene.ts';

const OTHER_MINT = createTokenAddress('4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZAMdL4VZHirAn');

describe('slippage', () => {
  it('stops the buys of its token alone, lets one small buy through later, and never a sell', async () => {
    const { slip, entry, state, platform, admit, signed, confirm } = await setUp();
    for (let time = 0; time < 3; time += 1) slip();
    expect(state()).toBe('active');
    expect(entry('buy', { tokenAddress: OTHER_MINT })).toBeUndefined();
    expect([entry(), entry('sell')]).toEqual(['BREAKER__TOKEN_OPEN', undefined]);
    await platform.advance(60_000);
    expect(entry('buy', { amount: 0.0011 })).toBe('BREAKER__PROBE_TOO_LARGE');
    const probe = admit();
    expect(entry()).toBe('BREAKER__TOKEN_OPEN');
    confirm(signed(probe));
    expect(entry('buy', { amount: 0.0011 })).toBeUndefined();
  });
});

describe('bytes on their way', () => {
  it.each([
    ['reduce-only', true, false],
    ['drop', true, true],
    ['keep', false, false],
  ] as const)(
    'are kept back while halted with %s: buys %s, sells %s',
    async (inFlight, buys, sells) => {
      const { control, admit } = await setUp();
      const [buy, sell] = [admit('buy'), admit('sell')];
      const kept = () => [control.keepsBack(buy), control.keepsBack(sell)];
      expect(kept()).toEqual([false, false]);
      control.decide(decision('halted', { inFlight }));
      expect(kept()).toEqual([buys, sells]);
      control.decide(decision('reducing', { inFlight }));
      expect(kept()).toEqual([false, false]);
    },
  );

  it('are kept back for buys while there is a halt file', async () => {
    const { control, admit, platform } = await setUp();
    const [buy, sell] = [admit('buy'), admit('sell')];
    platform.setHaltFile({ kind: 'unreadable', reason: 'EIO' });
    expect([control.keepsBack(buy), control.keepsBack(sell)]).toEqual([true, false]);
  });
});
