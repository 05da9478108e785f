import { formatUnits, SOL_DECIMALS } from '@quantbot/core';
import {
  KEPT_REASONS,
  type JudgedTokenAccount,
  type ReclaimRecord,
  type ReclaimReport,
} from '@quantbot/executor';

import { alignColumns } from './alignColumns.ts';
import { paint } from './paint.ts';

/** Lamports that closing everything that may be closed would bring back. */
export function reclaimableLamports({ accounts }: ReclaimReport): bigint {
  return accounts
    .filter(({ verdict }) => verdict === 'closable')
    .reduce((sum, { lamports }) => sum + lamports, 0n);
}

/** Writes the token accounts of a wallet, and what closing them would bring. */
export function renderReclaim(report: ReclaimReport): string {
  const { wallet, accounts } = report;
  const count = accounts.filter(({ verdict }) => verdict === 'closable').length;
  const sol = formatUnits(reclaimableLamports(report), SOL_DECIMALS);
  const header = ['account', 'mint', 'SOL in it', 'may be closed'].map(paint.faint);
  return [
    `wallet ${paint.strong(wallet)}`,
    ...(accounts.length === 0 ? [] : [alignColumns([header, ...accounts.map(rowOf)])]),
    `${count} of ${accounts.length} token accounts may be closed, for ${sol} SOL.`,
  ].join('\n');
}

function rowOf({ address, mint, lamports, verdict }: JudgedTokenAccount): string[] {
  const words = verdict === 'closable' ? paint.good('yes') : `no: ${KEPT_REASONS[verdict]}`;
  return [address, mint, formatUnits(lamports, SOL_DECIMALS), words];
}

const ENDS: Readonly<Record<ReclaimRecord['status'], string>> = {
  signed: 'is on its way; the wallet trades nothing until its end is known',
  landed: 'is final',
  reverted: 'failed on chain and closed nothing',
  expired: 'never landed and cannot any more: repeat it',
  unproven: 'is past its death, and no nodes are left that could prove it',
};

/** Writes what became of a reclaim. */
export function renderReclaimed(reclaimed: ReclaimRecord | null): string {
  if (reclaimed === null) return 'No token account may be closed.';
  const { status, signature, accounts, lamports } = reclaimed;
  const sign = status === 'landed' ? paint.good('✔') : paint.warn('✖');
  return [
    `${sign} the close of ${accounts.length} token accounts ${ENDS[status]}`,
    alignColumns([
      ['  signature', signature],
      ['  SOL', formatUnits(BigInt(lamports), SOL_DECIMALS)],
      ...accounts.map((account) => ['  account', account]),
    ]),
  ].join('\n');
}
