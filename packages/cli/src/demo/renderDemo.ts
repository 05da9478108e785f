import { formatUnits, type SpanEmission } from '@quantbot/core';
import { STAGES } from '@quantbot/executor';
import type { Sandbox, SandboxToken } from '@quantbot/sandbox';

import { alignColumns } from '../output/alignColumns.ts';
import { paint } from '../output/paint.ts';
import { solText } from '../output/renderResult.ts';
import type { Balances } from './chainBalances.ts';
import type { PlayedStep } from './checkStep.ts';

const SOL_DECIMALS = 9;

/** What the sandbox is made of, in a few lines. */
export function renderSandbox(sandbox: Sandbox, bootMs: number): string {
  const rows = [
    ['  chain', `${sandbox.rpcUrl}, a real Solana runtime in a process of its own`],
    ['  venue', `${sandbox.jupiterUrl}, shaped like Jupiter's Swap API`],
    ['  block engine', `${sandbox.jitoUrl}, shaped like Jito's`],
    ['  wallet', sandbox.wallet],
  ];
  return `${paint.good('✔')} ready after ${Math.round(bootMs)} ms\n${alignColumns(rows)}`;
}

/** What a step did, from the answer and from the chain. */
export function renderStep({ step, result, before, after, tokenDecimals }: PlayedStep): string {
  const moved = after.lamports - before.lamports;
  const mint = step.request.tokenAddress;
  const units = (after.tokens.get(mint) ?? 0n) - (before.tokens.get(mint) ?? 0n);
  const costs = [
    `fees ${solText(result.fees?.totalFee) ?? '0 SOL'}`,
    `tip ${solText(result.jitoTip) ?? '0 SOL'}`,
    ...(result.rent === undefined ? [] : [`rent ${solText(result.rent) ?? ''}`]),
  ];
  const rows = [
    ['  answer', answerText(step.isRepeat, result.status, result.deduplicated === true)],
    ['  signature', result.txSignature ?? ''],
    ['  price', `${result.executedPriceText ?? ''} SOL per token, costs: ${costs.join(', ')}`],
    [
      '  on chain',
      moved === 0n && units === 0n
        ? 'nothing moved'
        : `${signed(moved, SOL_DECIMALS)} SOL, ${signed(units, tokenDecimals)} tokens`,
    ],
  ];
  return alignColumns(rows).replace(' ', paint.good('✔'));
}

/** Balances before and after, side by side. */
export function renderBalances(
  token: SandboxToken,
  { before, after }: { readonly before: Balances; readonly after: Balances },
): string {
  const line = (name: string, pick: (balances: Balances) => bigint, decimals: number) => [
    `  ${name}`,
    formatUnits(pick(before), decimals),
    formatUnits(pick(after), decimals),
    signed(pick(after) - pick(before), decimals),
  ];
  const tokensOf = (balances: Balances): bigint => balances.tokens.get(token.mint) ?? 0n;
  return alignColumns([
    ['', 'before', 'after', 'change'].map(paint.faint),
    line('SOL', (balances) => balances.lamports, SOL_DECIMALS),
    line(token.symbol, tokensOf, token.decimals),
  ]);
}

/** Milliseconds that each stage took, a row for each trade. */
export function renderTimings(spans: readonly SpanEmission[]): string {
  const keys = [...new Set(spans.map((span) => String(span.attributes?.['key'] ?? '')))];
  const stages = STAGES.filter((stage) => spans.some((span) => span.operation === stage));
  const cell = (key: string, stage: string): string => {
    const found = spans.find(
      (span) => span.operation === stage && span.attributes?.['key'] === key,
    );
    return found?.durationMs === undefined ? '' : found.durationMs.toFixed(1);
  };
  return alignColumns([
    ['  ms', ...stages].map(paint.faint),
    ...keys.map((key) => [`  ${key}`, ...stages.map((stage) => cell(key, stage))]),
  ]);
}

function answerText(isRepeat: boolean, status: string | undefined, deduplicated: boolean): string {
  const suffix =
    isRepeat && deduplicated ? ', the answer of the first call: it did not trade again' : '';
  return `${status ?? ''}${suffix}`;
}

function signed(units: bigint, decimals: number): string {
  return `${units > 0n ? '+' : ''}${formatUnits(units, decimals)}`;
}
