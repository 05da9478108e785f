import { fault } from '@quantbot/core';
import type { ReconciledAsset } from '@quantbot/executor';
import { expect, it } from 'vitest';

import { plain } from '../testing/records.ts';
import { differenceOf, renderReconciliation } from './renderReconciliation.ts';

const SOL: ReconciledAsset = {
  asset: 'SOL',
  decimals: 9,
  openTrades: 0,
  expectedUnits: 2_500_000_000n,
  foundUnits: 2_500_000_000n,
  verdict: 'even',
};

it('shows each asset with what is expected, what is there and the difference', () => {
  const assets: ReconciledAsset[] = [
    SOL,
    { ...SOL, asset: 'mint-1', decimals: 6, foundUnits: 2_499_999_999n, verdict: 'deficit' },
    { ...SOL, asset: 'mint-2', openTrades: 2, foundUnits: 2_600_000_000n },
    { ...SOL, asset: 'mint-3', foundUnits: undefined, verdict: 'unread' },
    { ...SOL, asset: 'mint-4', expectedUnits: undefined, verdict: 'surplus' },
  ];
  const text = plain(renderReconciliation({ wallet: 'wallet-1', assets }));
  expect(text.split('\n')).toEqual([
    'wallet wallet-1',
    'asset   expected    on chain     difference  verdict',
    'SOL     2.5         2.5          0           even',
    'mint-1  2500        2499.999999  -0.000001   MISSING',
    'mint-2  ≥ 2.5       2.6          +0.1        even, 2 open',
    'mint-3  2.5         ?                        not told by enough operators',
    'mint-4  first look  2.5                      paid in',
    'Everything that it signed is in the journal.',
  ]);
});

it('says what the wallet signed elsewhere', () => {
  const historyProblem = fault('JOURNAL__FOREIGN_SIGNATURES', {
    wallet: 'w',
    path: 'p',
    signatures: ['s1'],
    total: 1,
  });
  const text = plain(renderReconciliation({ wallet: 'w', assets: [SOL], historyProblem }));
  expect(text).toContain('JOURNAL__FOREIGN_SIGNATURES');
  expect(text).toContain('s1');
});

it('knows no difference where a figure is missing', () => {
  expect(differenceOf(SOL)).toBe(0n);
  expect(differenceOf({ ...SOL, foundUnits: undefined })).toBeUndefined();
  expect(differenceOf({ ...SOL, expectedUnits: undefined })).toBeUndefined();
});
