import type { ShadowRecord } from '@quantbot/workflows';
import { expect, it } from 'vitest';

import { renderShadow } from './renderShadow.ts';

const RECORD: ShadowRecord = {
  key: 'entry-1',
  atMs: 0,
  token: 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v',
  side: 'buy',
  stub: { success: true, priceText: '0.001', costLamports: 5_000 },
  real: { success: true, priceText: '0.00101', costLamports: 7_500 },
  priceDifferenceBps: 100,
  costDifferenceLamports: 2_500,
  tookMs: 12,
};
const REFUSED: ShadowRecord = {
  ...RECORD,
  key: 'exit-1',
  side: 'sell',
  real: { success: false, errorCode: 'WALLET__TOKEN_BELOW_REQUIRED' },
};

it('says that nothing was compared', () => {
  const shadow = { trades: 0, bothTraded: 0, refusals: {}, stubRefusals: {}, differences: [] };
  expect(renderShadow({ shadow })).toContain('Nothing was compared yet.');
});

it('tells counts, percentiles and the newest comparisons', () => {
  const { priceDifferenceBps: _price, costDifferenceLamports: _cost, ...refused } = REFUSED;
  const shadow = {
    trades: 2,
    bothTraded: 1,
    refusals: { WALLET__TOKEN_BELOW_REQUIRED: 1 },
    stubRefusals: {},
    priceDifferenceBps: { p50: 100, p95: 100 },
    tookMs: { p50: 12, p95: 12 },
    differences: [RECORD, refused],
  };
  expect(renderShadow({ shadow })).toMatchInlineSnapshot(`
    "compared             2 trades
    both would trade     1
    real refuses         1 × WALLET__TOKEN_BELOW_REQUIRED
    stub refuses         none
    real price worse by  100 bps at p50, 100 bps at p95
    real cost more       not comparable
    pipeline took        12 ms at p50, 12 ms at p95
    key      side  token              real                          price bps  cost lamports
    entry-1  buy   EPjFWdd5…ZwyTDt1v  would trade                   +100       +2500
    exit-1   sell  EPjFWdd5…ZwyTDt1v  WALLET__TOKEN_BELOW_REQUIRED"
  `);
});
