import { fault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { AttemptRecord, TradeRecord } from '../journal/tradeRecord.ts';
import { startTrade } from '../journal/tradeRecord.ts';
import {
  FIXTURE_NOW_MS,
  fixtureAttempt,
  fixtureFill,
  fixtureReceived,
} from '../testing/journalFixtures.ts';
import { faultyResult, successResult } from './tradeResult.ts';

const landed: AttemptRecord = { ...fixtureAttempt(), status: 'confirmed', lane: 'jito' };

function tradeOf(side: 'buy' | 'sell', attempts: readonly AttemptRecord[]): TradeRecord {
  const request = { ...fixtureReceived().request, side };
  const event = fixtureReceived({ request });
  const journalled = { tradeId: 'trade-1', version: 1, atMs: FIXTURE_NOW_MS, event };
  return { ...startTrade(journalled, event), status: 'settling', attempts };
}

const evidence = { status: 'settling', finality: 'confirmed', witnesses: 1 } as const;

describe('successResult', () => {
  it('answers a buy: price of the swap alone, and with every cost', () => {
    const fill = { ...fixtureFill(), tokenUnits: '1990', rentLamports: '2039280' };
    expect(successResult(tradeOf('buy', [landed]), fill, evidence)).toEqual({
      success: true,
      ...evidence,
      txSignature: 'signature-1',
      executedPrice: 50.251_256_281_407_04,
      executedPriceText: '50.251256281407035176',
      effectivePrice: 102_055_280 / 1e9 / 0.001_99,
      executedAmount: 0.001_99,
      slot: 1_010,
      fees: { networkFee: 5_000, priorityFee: 1_000, totalFee: 6_000 },
      jitoTip: 10_000,
      rent: 2_039_280,
      totalCostLamports: 2_055_280,
      lane: 'jito',
      quoted: { amountIn: '100000000', amountOut: '2000', minimumOut: '1980' },
      slippageBps: 50,
      idempotencyKey: 'key-1',
      deduplicated: false,
      dryRun: false,
      attempts: 1,
    });
  });

  it('answers a sell: costs lower the effective price, freed rent raises it', () => {
    const attempt = { ...landed, quotedOut: '100000000' };
    const fill = { ...fixtureFill(), rentLamports: '-2039280' };
    const result = successResult(tradeOf('sell', [attempt]), fill, evidence);
    expect(result).toMatchObject({ rent: -2_039_280, totalCostLamports: -2_023_280 });
    expect(result.effectivePrice).toBeGreaterThan(result.executedPrice ?? Infinity);
    expect(result.slippageBps).toBe(0);
  });

  it.each([
    ['rpc-only', 'rpc'],
    ['jito-only', 'jito'],
    ['race', undefined],
    ['jito-then-rpc', undefined],
  ] as const)('before any lane has answered, %s tells the lane %s', (lanePolicy, lane) => {
    const { lane: _lane, ...unanswered } = landed;
    const trade = tradeOf('buy', [unanswered]);
    const asked = { ...trade, request: { ...trade.request, lanePolicy } };
    expect(successResult(asked, fixtureFill(), evidence).lane).toBe(lane);
    const answered = { ...asked, attempts: [{ ...landed, lane: 'rpc' }] };
    expect(successResult(answered, fixtureFill(), evidence).lane).toBe('rpc');
  });

  it('counts the fees of attempts that failed before', () => {
    const reverted: AttemptRecord = {
      ...fixtureAttempt(7),
      status: 'reverted',
      revertFeeLamports: '6500',
    };
    const result = successResult(tradeOf('buy', [reverted, landed]), fixtureFill(), evidence);
    expect(result).toMatchObject({
      attempts: 2,
      fees: { networkFee: 10_000, priorityFee: 2_500, totalFee: 12_500 },
      totalCostLamports: 22_500,
    });
  });

  it('tells the whole of a quote that was lost as ten thousand basis points', () => {
    const fill = { ...fixtureFill(), lamports: '0' };
    const attempt = { ...landed, quotedOut: '100000000' };
    expect(successResult(tradeOf('sell', [attempt]), fill, evidence).slippageBps).toBe(10_000);
  });

  it('tells a price that was better than the quote as negative slippage', () => {
    const fill = { ...fixtureFill(), tokenUnits: '2010' };
    expect(successResult(tradeOf('buy', [landed]), fill, evidence).slippageBps).toBe(-50);
  });
});

describe('faultyResult', () => {
  const closed = fault('EXECUTOR__CLOSED');

  it('has no signature and no costs before anything was signed', () => {
    expect(faultyResult(tradeOf('buy', []), closed, 'denied')).toEqual({
      success: false,
      error: closed.message,
      errorCode: 'EXECUTOR__CLOSED',
      keyReusable: true,
      status: 'denied',
      idempotencyKey: 'key-1',
      deduplicated: false,
      dryRun: false,
      attempts: 0,
    });
  });

  it('names the signature, its death and what a failure cost', () => {
    const reverted: AttemptRecord = {
      ...fixtureAttempt(),
      status: 'reverted',
      revertFeeLamports: '6000',
    };
    const problem = fault('CONFIRM__REVERTED', { signature: 'signature-1', reason: 'any' });
    expect(faultyResult(tradeOf('buy', [reverted]), problem, 'failed')).toMatchObject({
      success: false,
      txSignature: 'signature-1',
      deathHeight: 1_182,
      fees: { networkFee: 5_000, priorityFee: 1_000, totalFee: 6_000 },
      jitoTip: 0,
      rent: 0,
      totalCostLamports: 6_000,
      attempts: 1,
    });
  });

  it('tells a fee below the base fee as it is', () => {
    const odd: AttemptRecord = {
      ...fixtureAttempt(),
      status: 'reverted',
      revertFeeLamports: '300',
    };
    const result = faultyResult(tradeOf('buy', [odd]), closed, 'failed');
    expect(result.fees).toEqual({ networkFee: 300, priorityFee: 0, totalFee: 300 });
  });
});
