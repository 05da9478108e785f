import {
  decimalText,
  describeError,
  formatUnits,
  SOL_DECIMALS,
  type ExecutionResult,
} from '@quantbot/core';

import { alignColumns } from './alignColumns.ts';
import { paint } from './paint.ts';
import { wrapText } from './wrapText.ts';

/** Writes an answer for a person. The signature is whole, to be copied. */
export function renderResult(result: ExecutionResult): string {
  const { txSignature } = result;
  const rows = resultRows(result).map(([name, value]) => [paint.faint(`  ${name}`), value]);
  return [
    headline(result),
    ...(result.success ? [] : [wrapText(result.error ?? 'no reason given', '  ')]),
    ...(txSignature === undefined ? [] : [`${paint.faint('  signature')} ${txSignature}`]),
    alignColumns(rows),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function headline(result: ExecutionResult): string {
  if (!result.success) {
    const mark = isUnknown(result) ? paint.warn('?') : paint.bad('✖');
    return `${mark} ${paint.strong(result.errorCode ?? 'failed')}`;
  }
  const { status, meaning } = successText(result);
  return `${paint.good('✔')} ${paint.strong(status)}: ${meaning}`;
}

/** A success in a word and what the word means. */
export function successText({ simulated, dryRun, status }: ExecutionResult): {
  readonly status: string;
  readonly meaning: string;
} {
  if (simulated === true) return { status: 'simulated', meaning: 'no chain was asked' };
  if (dryRun === true) return { status: 'rehearsed', meaning: 'dry-run, nothing was signed' };
  if (status === 'settling') return { status, meaning: 'confirmed in a block, finality follows' };
  return { status: status ?? 'done', meaning: 'final on chain' };
}

function isUnknown({ errorCode }: ExecutionResult): boolean {
  return errorCode !== undefined && describeError(errorCode).outcome === 'unknown';
}

function resultRows(result: ExecutionResult): Array<[string, string]> {
  const { fees, jitoTip, rent, quoted } = result;
  const rows: Array<[string, string | undefined]> = [
    ['key', result.idempotencyKey],
    ['repeat', result.deduplicated === true ? 'yes: an earlier call asked for this' : undefined],
    ['key reusable', textOf(result.keyReusable)],
    ['tokens', decimalOf(result.executedAmount)],
    ['price', suffix(result.executedPriceText, 'SOL per token')],
    ['with all costs', suffix(decimalOf(result.effectivePrice), 'SOL per token')],
    ['below quote', suffix(textOf(result.slippageBps), 'basis points')],
    ['quoted out', quoted === undefined ? undefined : `${quoted.amountOut} base units`],
    ['network fee', costText(fees?.networkFee)],
    ['priority fee', costText(fees?.priorityFee)],
    ['Jito tip', costText(jitoTip)],
    ['rent', costText(rent)],
    ['lane', result.lane],
    ['slot', textOf(result.slot)],
    ['finality', result.finality],
    ['can land until', isUnknown(result) ? heightText(result.deathHeight) : undefined],
  ];
  return rows.flatMap(([name, value]): Array<[string, string]> =>
    value === undefined ? [] : [[name, value]],
  );
}

/** A cost that was not there is not listed. */
function costText(lamports: number | undefined): string | undefined {
  return lamports === 0 ? undefined : solText(lamports);
}

function heightText(height: number | undefined): string | undefined {
  return height === undefined ? undefined : `block height ${height}`;
}

/** Plain digits: small numbers would be written with an exponent otherwise. */
function decimalOf(value: number | undefined): string | undefined {
  return value === undefined || !Number.isFinite(value) ? textOf(value) : decimalText(value);
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
