import { createTokenAddress, type AnyExecutionRequest, type ExecutionResult } from '@quantbot/core';
import type { LiveSideReader, TradingChange } from '@quantbot/executor';
import { onTestFinished } from 'vitest';

import { rolloutDirectory } from '../platform/testing/rolloutDirectory.ts';
import { openRolloutStore } from '../rollout/openRolloutStore.ts';
import type { RolloutAdapter } from '../rollout/realSide.ts';
import type { RecentTrade } from '../rollout/stepDownRule.ts';
import type { RolloutStore } from '../rollout/rolloutStore.ts';
import { createManualClock, type ManualClock } from './manualClock.ts';

/** Mint of made-up requests. */
export const ROLLOUT_MINT = createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v');

/** A buy of 0.001 SOL under a key. */
export function buy(idempotencyKey: string, more: Partial<AnyExecutionRequest> = {}) {
  const base = { tokenAddress: ROLLOUT_MINT, chain: 'solana', side: 'buy', amount: 0.001 } as const;
  return { ...base, idempotencyKey, ...more } as AnyExecutionRequest;
}

/** A sell of five tokens under a key. */
export function sell(idempotencyKey: string, more: Partial<AnyExecutionRequest> = {}) {
  return buy(idempotencyKey, { side: 'sell', amount: 5, ...more });
}

/** A store of the running test. */
export function openTestStore(
  clock: ManualClock = createManualClock(),
  path = `${rolloutDirectory()}/rollout.sqlite`,
): RolloutStore {
  const store = openRolloutStore({ path, clock });
  onTestFinished(() => {
    store.close();
  });
  return store;
}

/** An adapter that a test looks into. */
export interface NotedAdapter extends RolloutAdapter {
  readonly asked: AnyExecutionRequest[];
  readonly decisions: unknown[];
  /** What it answers; a test may change it. */
  answer: (request: AnyExecutionRequest) => Promise<ExecutionResult> | ExecutionResult;
  change: TradingChange | undefined;
  isClosed: boolean;
}

/** Makes an adapter that answers with its name, and keeps what it was asked for. */
export function createNotedAdapter(name: string): NotedAdapter {
  const adapter: NotedAdapter = {
    asked: [],
    decisions: [],
    change: undefined,
    isClosed: false,
    answer: () => ({ success: true, txSignature: name }),
    execute: async (request) => {
      adapter.asked.push(request);
      return adapter.answer(request);
    },
    isAvailable: async () => Promise.resolve(!adapter.isClosed),
    tradingState: async () =>
      Promise.resolve({
        state: adapter.change?.state ?? 'active',
        openTrades: 0,
        ...(adapter.change === undefined ? {} : { change: adapter.change }),
      }),
    changeTradingState: async (decision) => {
      adapter.decisions.push(decision);
      const { state, reason, by } = decision;
      const number = (adapter.change?.number ?? 0) + 1;
      const inFlight = 'reduce-only';
      const change = { number, atMs: 1, origin: 'person', state, reason, by, inFlight } as const;
      adapter.change = change;
      return Promise.resolve({ state, openTrades: 0, change, inFlight: [] });
    },
    close: () => {
      adapter.isClosed = true;
    },
  };
  return adapter;
}

/** What a made-up journal says. */
export interface JournalScene {
  holding: ReturnType<LiveSideReader['holding']>;
  knownKeys: string[];
  attaches: boolean;
  trades: RecentTrade[];
  conflicts: number;
  deficits: number;
  tradingChange: TradingChange | undefined;
}

/** A journal that says what a test wants. */
export function createJournalScene(): {
  readonly says: JournalScene;
  readonly reader: LiveSideReader;
} {
  const says: JournalScene = {
    holding: 'none',
    knownKeys: [],
    attaches: false,
    trades: [],
    conflicts: 0,
    deficits: 0,
    tradingChange: undefined,
  };
  const many = (count: number): never[] => Array.from({ length: count }) as never[];
  const reader: LiveSideReader = {
    holding: () => says.holding,
    knowsKey: (key) => says.knownKeys.includes(key),
    attaches: () => says.attaches,
    recentTrades: ({ sinceMs, limit }) =>
      says.trades.filter(({ createdAtMs }) => createdAtMs > sinceMs).slice(0, limit),
    conflicts: () => many(says.conflicts),
    deficits: () => many(says.deficits),
    tradingChange: () => says.tradingChange,
    close: () => undefined,
  };
  return { says, reader };
}

/** A real trade that failed on chain. */
export function failedTrade(createdAtMs: number): RecentTrade {
  return {
    status: 'failed',
    errorCode: 'CONFIRM__EXPIRED',
    attempts: [{ status: 'expired' }],
    createdAtMs,
  } as unknown as RecentTrade;
}
