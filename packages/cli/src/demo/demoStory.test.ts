import { describe, expect, it } from 'vitest';

import { MINT } from '../testing/records.ts';
import { demoSteps } from './demoStory.ts';

const STEPS = demoSteps({ symbol: 'SPARK', mint: MINT, decimals: 6, tokenProgram: 'T', pool: 'P' });

describe('demoSteps', () => {
  it('rehearses first and sells everything last', () => {
    expect(STEPS[0]).toMatchObject({ live: false });
    expect(STEPS.at(-1)?.request).toMatchObject({ side: 'sell', sellPortionBps: 10_000 });
  });

  it('repeats exactly one step, request and all', () => {
    const repeats = STEPS.filter((step) => step.isRepeat);
    expect(repeats).toHaveLength(1);
    const earlier = STEPS.filter((step) => !step.isRepeat).map(({ request }) => request);
    expect(earlier).toContainEqual(repeats[0]?.request);
  });

  it('shows a lie of the venue, the kill switch and the breaker, each with its code', () => {
    const refusals = STEPS.filter(({ refusal }) => refusal !== undefined);
    expect(refusals.map(({ setting, refusal }) => [setting, refusal?.code])).toEqual([
      ['hostileQuote', 'APPROVE__SWAP_MISMATCH'],
      ['halted', 'RISK__TRADING_HALTED'],
      ['fiveFailures', 'BREAKER__OPEN'],
    ]);
  });

  it('takes every lane there is to show', () => {
    const lanes = STEPS.filter(({ live }) => live).map(({ request }) => request.lanePolicy);
    expect(new Set(lanes)).toEqual(new Set(['jito-only', 'rpc-only', 'jito-then-rpc']));
  });
});
