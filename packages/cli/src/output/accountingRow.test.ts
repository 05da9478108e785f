import { describe, expect, it } from 'vitest';

import { ATTEMPT, SIGNATURE, tradeRecord } from '../testing/records.ts';
import { ACCOUNTING_COLUMNS, accountingRow } from './accountingRow.ts';

const FILL = {
  signature: SIGNATURE,
  slot: '42',
  lamports: '1000000000',
  tokenUnits: '49800349051',
  baseFeeLamports: '5000',
  priorityFeeLamports: '49',
  tipLamports: '10000',
  rentLamports: '2039280',
  reportedFeeLamports: '5000',
};
const BOUGHT = tradeRecord({ status: 'filled', fill: FILL, attempts: [ATTEMPT] });
const SELL = { ...BOUGHT.request, side: 'sell' as const };

describe('accountingRow', () => {
  it('books a buy: what left the wallet is negative, all costs in', () => {
    expect(accountingRow(BOUGHT)).toMatchObject({
      tokens: '49800.349051',
      tokenBaseUnits: '49800349051',
      swapSol: '-1',
      swapLamports: '-1000000000',
      price: '0.000020080180542027',
      networkFeeLamports: '5000',
      priorityFeeLamports: '49',
      tipLamports: '10000',
      rentLamports: '2039280',
      costLamports: '2054329',
      walletLamports: '-1002054329',
      receivedAt: '2026-01-02T03:04:05.000Z',
      bookedAt: '',
      slot: '42',
    });
  });

  it('books a sell: rent that came back makes the costs negative', () => {
    const fill = { ...FILL, rentLamports: '-2039280', tipLamports: '0' };
    expect(accountingRow({ ...BOUGHT, request: SELL, fill })).toMatchObject({
      tokens: '-49800.349051',
      swapSol: '1',
      costLamports: '-2034231',
      walletLamports: '1002034231',
    });
  });

  it('books what reverts cost of a trade that never filled', () => {
    const reverted = { ...ATTEMPT, status: 'reverted' as const, revertFeeLamports: '5049' };
    const trade = tradeRecord({
      status: 'failed',
      attempts: [reverted],
      errorCode: 'CONFIRM__REVERTED',
    });
    expect(accountingRow(trade)).toMatchObject({
      tokens: '0',
      swapLamports: '0',
      price: '',
      networkFeeLamports: '5000',
      priorityFeeLamports: '49',
      costLamports: '5049',
      walletLamports: '-5049',
      signature: '',
      errorCode: 'CONFIRM__REVERTED',
    });
  });

  it('books nothing of a rehearsal, whatever figures it has', () => {
    expect(accountingRow({ ...BOUGHT, mode: 'dry' })).toMatchObject({
      mode: 'dry',
      tokens: '0',
      walletLamports: '0',
      costLamports: '0',
    });
  });

  it('has the columns that are announced, in their order', () => {
    expect(Object.keys(accountingRow(BOUGHT))).toEqual(ACCOUNTING_COLUMNS);
  });
});
