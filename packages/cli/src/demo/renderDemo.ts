import {
  formatUnits,
  PIPELINE_STAGES,
  SOL_DECIMALS,
  type ExecutionResult,
  type SpanEmission,
} from '@quantbot/core';
import type { TradeRecord } from '@quantbot/executor';
import type { Sandbox, SandboxToken } from '@quantbot/sandbox';

import { alignColumns } from '../output/alignColumns.ts';
import { paint } from '../output/paint.ts';
import { solText, successText } from '../output/renderResult.ts';
import { shorten } from '../output/shorten.ts';
import type { Balances } from './chainBalances.ts';
import type { PlayedStep } from './checkStep.ts';
import type { DemoStep } from './demoStory.ts';

/** What the sandbox is made of, in a few lines. */
export function renderSandbox(sandbox: Sandbox, seconds: string): string {
  const rows = [
    ['  chain', `${sandbox.rpcUrl}, a real Solana runtime`],
    ['  venue', `${sandbox.jupiterUrl}, shaped like Jupiter's Swap API`],
    ['  block engine', `${sandbox.jitoUrl}, shaped like Jito's`],
    ['  wallet', sandbox.wallet],
  ];
  return `${paint.good('✔')} ready after ${seconds} s\n${alignColumns(rows)}`;
}

/** What a step did, from the answer and from the chain. */
export function renderStep(played: PlayedStep): string {
  const { step, result } = played;
  if (step.refusal !== undefined) {
    const refused = [
      ['  answer', step.refusal.meaning],
      ['  code', step.refusal.code],
      ['  on chain', movedText(played)],
    ];
    return alignColumns(refused).replace(' ', paint.good('✔'));
  }
  const rows = [
    ['  answer', answerText(step, result)],
    ['  signature', shorten(result.txSignature ?? '')],
    ['  price', `${result.executedPriceText ?? ''} SOL per token`],
    ['  costs', costsText(result)],
    ...rentRows(result),
    ['  on chain', movedText(played)],
  ];
  return alignColumns(rows).replace(' ', paint.good('✔'));
}

/** What became of trades that had to fail, and of trading after them. */
export function renderFailures(failures: readonly ExecutionResult[]): string {
  const fees = failures.reduce((sum, { totalCostLamports }) => sum + (totalCostLamports ?? 0), 0);
  const rows = [
    ['  how', 'their pools are emptied while the signed bytes are on their way'],
    ['  answers', `${failures.length} times ${failures[0]?.errorCode ?? ''}`],
    ['  on chain', `-${solText(fees) ?? '0 SOL'}: their fees, and nothing else`],
    ['  trading', 'reducing: sells only, isAvailable() says false'],
  ];
  return alignColumns(rows).replace(' ', paint.good('✔'));
}

function answerText({ isRepeat, live }: DemoStep, result: ExecutionResult): string {
  if (isRepeat && result.deduplicated === true) {
    return 'that of the first call: it did not trade again';
  }
  const { status, meaning } = successText(result);
  const lane = live && result.lane !== undefined ? ` (${result.lane} lane)` : '';
  return `${status}: ${meaning}${lane}`;
}

function costsText({ fees, jitoTip }: ExecutionResult): string {
  return `fees ${solText(fees?.totalFee) ?? '0 SOL'}, tip ${solText(jitoTip) ?? '0 SOL'}`;
}

/** Rent is a deposit: what one trade pays in, a later one gets back. */
function rentRows({ rent = 0 }: ExecutionResult): string[][] {
  if (rent === 0) return [];
  const fate = rent > 0 ? 'put down for the token account' : 'back from the closed token account';
  return [['  rent', `${solText(Math.abs(rent)) ?? ''} ${fate}`]];
}

function movedText({ step, before, after, tokenDecimals }: PlayedStep): string {
  const moved = after.lamports - before.lamports;
  const mint = step.request.tokenAddress;
  const units = (after.tokens.get(mint) ?? 0n) - (before.tokens.get(mint) ?? 0n);
  if (moved === 0n && units === 0n) return 'nothing moved';
  return `${signed(moved, SOL_DECIMALS)} SOL, ${signed(units, tokenDecimals)} tokens`;
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

/** Trades that moved nothing, with the reason of each. */
export function renderUnfilled(trades: readonly TradeRecord[]): string {
  const heads = ['key', 'status', 'code'].map(paint.faint);
  const rows = trades.map(({ key, status, errorCode }) => [key, status, errorCode ?? '']);
  return alignColumns([heads, ...rows]);
}

/** Milliseconds that each stage took, a column for each trade. */
export function renderTimings(spans: readonly SpanEmission[]): string {
  const keys = [...new Set(spans.map((span) => String(span.attributes?.['key'] ?? '')))];
  const stages = PIPELINE_STAGES.filter((stage) => spans.some((span) => span.operation === stage));
  const cell = (stage: string, key: string): string => {
    const found = spans.find(
      (span) => span.operation === stage && span.attributes?.['key'] === key,
    );
    return found?.durationMs === undefined ? '' : found.durationMs.toFixed(1);
  };
  return alignColumns([
    ['', ...keys].map(paint.faint),
    ...stages.map((stage) => [`  ${stage}`, ...keys.map((key) => cell(stage, key))]),
  ]);
}

function signed(units: bigint, decimals: number): string {
  return `${units > 0n ? '+' : ''}${formatUnits(units, decimals)}`;
}
