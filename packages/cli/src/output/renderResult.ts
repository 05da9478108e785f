import { describeError, formatUnits, type ExecutionResult } from '@quantbot/core';

import { alignColumns } from './alignColumns.ts';
import { paint } from './paint.ts';

const SOL_DECIMALS = 9;

/** Writes an answer for a person. */
export function renderResult(result: ExecutionResult): string {
  const rows = resultRows(result).map(([name, value]) => [paint.faint(`  ${name}`), value]);
  return [headline(result), alignColumns(rows)].filter((part) => part !== '').join('\n');
}

function headline(result: ExecutionResult): string {
  const { success, errorCode, error, status, dryRun, simulated } = result;
  if (!success) {
    const mark = isUnknown(result) ? paint.warn('?') : paint.bad('✖');
    return `${mark} ${paint.strong(errorCode ?? 'failed')}\n  ${error ?? ''}`;
  }
  const kind = simulated === true ? ' (simulated)' : dryRun === true ? ' (dry-run)' : '';
  return `${paint.good('✔')} ${paint.strong(`${status ?? 'done'}${kind}`)}`;
}

function isUnknown({ errorCode }: ExecutionResult): boolean {
  return errorCode !== undefined && describeError(errorCode).outcome === 'unknown';
}

function resultRows(result: ExecutionResult): Array<[string, string]> {
  const { fees, jitoTip, rent, quoted } = result;
  const rows: Array<[string, string | undefined]> = [
    ['key', result.idempotencyKey],
    ['signature', result.txSignature],
    ['repeat of an earlier call', result.deduplicated === true ? 'yes' : undefined],
    ['key can be used again', textOf(result.keyReusable)],
    ['tokens', textOf(result.executedAmount)],
    ['price', suffix(result.executedPriceText, 'SOL per token')],
    ['price with all costs', suffix(textOf(result.effectivePrice), 'SOL per token')],
    ['worse than quoted by', suffix(textOf(result.slippageBps), 'basis points')],
    ['quoted out', quoted === undefined ? undefined : `${quoted.amountOut} base units`],
    ['network fee', solText(fees?.networkFee)],
    ['priority fee', solText(fees?.priorityFee)],
    ['Jito tip', solText(jitoTip)],
    ['rent', solText(rent)],
    ['lane', result.lane],
    ['slot', textOf(result.slot)],
    ['finality', result.finality],
    ['can land until height', result.success ? undefined : textOf(result.deathHeight)],
  ];
  return rows.flatMap(([name, value]): Array<[string, string]> =>
    value === undefined ? [] : [[name, value]],
  );
}

/** Lamports as SOL. */
export function solText(lamports: number | undefined): string | undefined {
  return lamports === undefined ? undefined : `${formatUnits(BigInt(lamports), SOL_DECIMALS)} SOL`;
}

function suffix(text: string | undefined, unit: string): string | undefined {
  return text === undefined ? undefined : `${text} ${unit}`;
}

function textOf(value: number | boolean | undefined): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}
