import { describe, expect, it } from 'vitest';

import { MINT } from '../testing/records.ts';
import { requestFromOptions } from './executeRequest.ts';

const BASE = { tokenAddress: MINT, chain: 'solana' };

describe('requestFromOptions', () => {
  it('holds nothing that was not given', () => {
    expect(requestFromOptions({ side: 'buy', token: MINT, amount: 1 })).toStrictEqual({
      ...BASE,
      side: 'buy',
      amount: 1,
    });
  });

  it('passes everything on that was', () => {
    const request = requestFromOptions({
      side: 'sell',
      token: MINT,
      portionBps: 5_000,
      key: 'exit',
      slippageBps: 50,
      priorityFee: 10,
      limitPrice: 0.1,
      lane: 'race',
      deadlineMs: 1_000,
      waitMs: 2_000,
      strategy: 'grid',
    });
    expect(request).toStrictEqual({
      ...BASE,
      side: 'sell',
      sellPortionBps: 5_000,
      idempotencyKey: 'exit',
      slippageBps: 50,
      priorityFee: 10,
      limitPrice: 0.1,
      lanePolicy: 'race',
      deadlineMs: 1_000,
      waitMs: 2_000,
      strategyId: 'grid',
    });
  });

  it('keeps base units as text, exactly', () => {
    const request = requestFromOptions({ side: 'sell', token: MINT, amountBaseUnits: '007' });
    expect(request).toStrictEqual({ ...BASE, side: 'sell', amountBaseUnits: '007' });
  });

  it('leaves a missing amount to the port, which has a code for it', () => {
    expect(requestFromOptions({ side: 'buy', token: MINT })).toStrictEqual({
      ...BASE,
      side: 'buy',
    });
  });
});
