import type { AnyExecutionRequest } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { MINT } from '../testing/records.ts';
import { requestFromOptions, type RequestOptions } from './executeRequest.ts';

const BUY: RequestOptions = { side: 'buy', token: MINT };
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
      maxRetries: 0,
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
      maxRetries: 0,
      limitPrice: 0.1,
      lanePolicy: 'race',
      deadlineMs: 1_000,
      waitMs: 2_000,
      strategyId: 'grid',
    });
  });

  it('can say every field that a request has', () => {
    const fields: Record<keyof AnyExecutionRequest | 'amount', RequestOptions> = {
      tokenAddress: BUY,
      chain: BUY,
      side: BUY,
      amount: { ...BUY, amount: 1 },
      amountBaseUnits: { ...BUY, amountBaseUnits: '1' },
      sellPortionBps: { ...BUY, portionBps: 1 },
      idempotencyKey: { ...BUY, key: 'k' },
      slippageBps: { ...BUY, slippageBps: 0 },
      priorityFee: { ...BUY, priorityFee: 0 },
      maxRetries: { ...BUY, maxRetries: 0 },
      limitPrice: { ...BUY, limitPrice: 0 },
      lanePolicy: { ...BUY, lane: 'race' },
      deadlineMs: { ...BUY, deadlineMs: 0 },
      waitMs: { ...BUY, waitMs: 0 },
      strategyId: { ...BUY, strategy: 's' },
    };
    for (const [field, options] of Object.entries(fields)) {
      expect(Object.keys(requestFromOptions(options)), field).toContain(field);
    }
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
