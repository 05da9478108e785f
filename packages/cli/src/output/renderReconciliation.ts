import { formatUnits } from '@quantbot/core';
import type { ReconciledAsset, WalletReconciliation } from '@quantbot/executor';

import { alignColumns } from './alignColumns.ts';
import { paint } from './paint.ts';
import { wrapText } from './wrapText.ts';

const WORDS: Readonly<Record<ReconciledAsset['verdict'], string>> = {
  even: 'even',
  surplus: 'paid in',
  deficit: 'MISSING',
  disputed: 'operators differ',
  unread: 'not told by enough operators',
};

/** Writes a wallet held against its journal: a row for each asset, and what it signed elsewhere. */
export function renderReconciliation(reconciliation: WalletReconciliation): string {
  const { wallet, assets, historyProblem } = reconciliation;
  const header = ['asset', 'expected', 'on chain', 'difference', 'verdict'].map(paint.faint);
  return [
    `wallet ${paint.strong(wallet)}`,
    alignColumns([header, ...assets.map(rowOf)]),
    ...(historyProblem === undefined
      ? ['Everything that it signed is in the journal.']
      : [paint.bad(historyProblem.code), wrapText(historyProblem.message, '  ')]),
  ].join('\n');
}

function rowOf(reconciled: ReconciledAsset): string[] {
  const { asset, decimals, openTrades, expectedUnits, foundUnits, verdict } = reconciled;
  const difference = differenceOf(reconciled);
  const atLeast = openTrades === 0 ? '' : '≥ ';
  const words = openTrades === 0 ? WORDS[verdict] : `${WORDS[verdict]}, ${openTrades} open`;
  return [
    asset,
    expectedUnits === undefined ? 'first look' : atLeast + formatUnits(expectedUnits, decimals),
    foundUnits === undefined ? '?' : formatUnits(foundUnits, decimals),
    difference === undefined
      ? ''
      : `${difference > 0n ? '+' : ''}${formatUnits(difference, decimals)}`,
    paintVerdict(verdict)(words),
  ];
}

/** Base units that are there beyond what is expected, negative when some are missing. */
export function differenceOf({ expectedUnits, foundUnits }: ReconciledAsset): bigint | undefined {
  if (expectedUnits === undefined || foundUnits === undefined) return undefined;
  return foundUnits - expectedUnits;
}

function paintVerdict(verdict: ReconciledAsset['verdict']): (text: string) => string {
  if (verdict === 'deficit') return paint.bad;
  return verdict === 'even' || verdict === 'surplus' ? paint.good : paint.warn;
}
