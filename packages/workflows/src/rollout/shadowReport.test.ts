import { expect, it } from 'vitest';

import type { ShadowRecord } from './compareShadow.ts';
import { shadowReport } from './shadowReport.ts';

const BOTH = { stub: { success: true }, real: { success: true } };

function record(number: number, changes: Partial<ShadowRecord> = {}): ShadowRecord {
  const base = {
    key: `k${number}`,
    atMs: number,
    token: 't',
    side: 'buy',
    tookMs: number,
  } as const;
  return { ...base, ...BOTH, ...changes };
}

it('says nothing of nothing', () => {
  expect(shadowReport([], 5)).toEqual({
    trades: 0,
    bothTraded: 0,
    refusals: {},
    stubRefusals: {},
    differences: [],
  });
});

it('sums up by nearest rank, and refusals by code, the most frequent first', () => {
  const refused = (errorCode: string) => ({ real: { success: false, errorCode } });
  const records = [
    ...Array.from({ length: 20 }, (_, index) =>
      record(index + 1, { priceDifferenceBps: index - 5, costDifferenceLamports: 10 * index }),
    ),
    record(21, refused('QUOTE__NO_ROUTE')),
    record(22, refused('WALLET__TOKEN_BELOW_REQUIRED')),
    record(23, refused('WALLET__TOKEN_BELOW_REQUIRED')),
    record(24, { stub: { success: false, errorCode: 'BREAKER__OPEN' } }),
  ];
  const report = shadowReport(records, 2);
  expect(report).toMatchObject({
    trades: 24,
    bothTraded: 20,
    stubRefusals: { BREAKER__OPEN: 1 },
    priceDifferenceBps: { p50: 4, p95: 13 },
    costDifferenceLamports: { p50: 90, p95: 180 },
    tookMs: { p50: 12, p95: 23 },
  });
  expect(Object.entries(report.refusals)).toEqual([
    ['WALLET__TOKEN_BELOW_REQUIRED', 2],
    ['QUOTE__NO_ROUTE', 1],
  ]);
  expect(report.differences.map(({ key }) => key)).toEqual(['k1', 'k2']);
});
