import type { Percentiles, RolloutStatus, ShadowRecord } from '@quantbot/workflows';

import { alignColumns } from './alignColumns.ts';
import { paint } from './paint.ts';
import { shorten } from './shorten.ts';

const SHOWN = 10;

/** Writes what the shadow has found. */
export function renderShadow({ shadow }: Pick<RolloutStatus, 'shadow'>): string {
  const { trades, bothTraded, refusals, stubRefusals, differences } = shadow;
  if (trades === 0) {
    return 'Nothing was compared yet. A trade is compared when the rollout is at shadow or canary.';
  }
  const head = alignColumns([
    [paint.faint('compared'), `${trades} trades`],
    [paint.faint('both would trade'), String(bothTraded)],
    [paint.faint('real refuses'), countsText(refusals)],
    [paint.faint('stub refuses'), countsText(stubRefusals)],
    [paint.faint('real price worse by'), figures(shadow.priceDifferenceBps, 'bps')],
    [paint.faint('real cost more'), figures(shadow.costDifferenceLamports, 'lamports')],
    [paint.faint('pipeline took'), figures(shadow.tookMs, 'ms')],
  ]);
  const header = ['key', 'side', 'token', 'real', 'price bps', 'cost lamports'].map(paint.faint);
  const rows = differences.slice(0, SHOWN).map(rowOf);
  return `${head}\n${alignColumns([header, ...rows])}`;
}

function rowOf(record: ShadowRecord): readonly string[] {
  const { key, side, token, real, priceDifferenceBps, costDifferenceLamports } = record;
  return [
    key,
    side,
    shorten(token),
    real.success ? paint.good('would trade') : paint.warn(real.errorCode ?? 'refuses'),
    signed(priceDifferenceBps),
    signed(costDifferenceLamports),
  ];
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts);
  if (entries.length === 0) return 'none';
  return entries.map(([code, count]) => `${count} × ${code}`).join(', ');
}

function figures(found: Percentiles | undefined, unit: string): string {
  return found === undefined
    ? 'not comparable'
    : `${found.p50} ${unit} at p50, ${found.p95} ${unit} at p95`;
}

function signed(value: number | undefined): string {
  if (value === undefined) return '';
  return `${value > 0 ? '+' : ''}${value}`;
}
