import type { ErrorCode, ExecutionResult, SpanEmission } from '@quantbot/core';
import type { TradeRecord } from '@quantbot/executor';

import { tradeJson, type TradeJson } from '../output/tradeJson.ts';
import type { Balances } from './chainBalances.ts';
import type { PlayedStep } from './checkStep.ts';

/** What a demo that was played to its end has to tell. */
export interface DemoReport {
  readonly steps: readonly PlayedStep[];
  readonly before: Balances;
  readonly after: Balances;
  /** Trades of the journal, newest first. */
  readonly trades: readonly TradeRecord[];
  readonly spans: readonly SpanEmission[];
}

/** Balances for machines: lamports, and base units by mint. */
interface BalancesJson {
  readonly lamports: bigint;
  readonly tokens: Readonly<Record<string, bigint>>;
}

/** What `quantbot demo --json` prints. */
export interface DemoJson {
  readonly steps: ReadonlyArray<{
    readonly title: string;
    readonly live: boolean;
    readonly isRepeat: boolean;
    /** Code that it had to be refused with, absent where it had to succeed. */
    readonly refusedBy?: ErrorCode;
    readonly result: ExecutionResult;
    /** Answers of the trades that had to fail before it. */
    readonly failures?: readonly ExecutionResult[];
    readonly before: BalancesJson;
    readonly after: BalancesJson;
  }>;
  readonly before: BalancesJson;
  readonly after: BalancesJson;
  readonly trades: readonly TradeJson[];
  readonly timings: ReadonlyArray<{
    readonly key: string;
    readonly stage: string;
    readonly durationMs: number | undefined;
  }>;
}

/** A demo for machines. Every answer in it was held against the chain before. */
export function demoJson({ steps, before, after, trades, spans }: DemoReport): DemoJson {
  return {
    steps: steps.map(({ step, result, failures, ...balances }) => ({
      title: step.title,
      live: step.live,
      isRepeat: step.isRepeat,
      ...(step.refusal === undefined ? {} : { refusedBy: step.refusal.code }),
      ...(failures === undefined ? {} : { failures }),
      result,
      before: balancesJson(balances.before),
      after: balancesJson(balances.after),
    })),
    before: balancesJson(before),
    after: balancesJson(after),
    trades: trades.map(tradeJson),
    timings: spans.map(({ operation, attributes, durationMs }) => ({
      key: String(attributes?.['key'] ?? ''),
      stage: operation,
      durationMs,
    })),
  };
}

function balancesJson({ lamports, tokens }: Balances): BalancesJson {
  return { lamports, tokens: Object.fromEntries(tokens) };
}
