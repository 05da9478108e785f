import type { AnyExecutionRequest, ExecutionResult } from '@quantbot/core';
import type { ExecutionSettings, TradeEvent } from '@quantbot/executor';

/** Name of an event of the journal. */
export type EventName = TradeEvent['name'];

/** Moments at which a trader kills itself. */
export type DeathMoment =
  'before-commit' | 'after-commit' | 'after-sign' | 'before-send' | 'during-send' | 'after-send';

/** When a trader kills itself. */
export interface DeathPlan {
  readonly moment: DeathMoment;
  /** Commits count when they hold this event; absent for moments that are no commits. */
  readonly event?: EventName;
  /** Dies at the so-many-th such moment, from 1. */
  readonly count: number;
}

/** A call of `execute()`, asked for so many times at once. */
export interface OrderedCall {
  readonly request: AnyExecutionRequest & { readonly idempotencyKey: string };
  readonly copies: number;
  /** Cancels the key so many milliseconds after the call; never when absent. */
  readonly cancelAfterMs?: number;
}

/** Everything a trader is told at its start, as a JSON file. */
export interface TraderOrders {
  readonly settings: Omit<ExecutionSettings, 'limits'>;
  /** Calls whose callers heard no final answer from the process before, and ask again. */
  readonly repeats: readonly OrderedCall[];
  /** Calls to make after those. */
  readonly fresh: readonly OrderedCall[];
  /** Unanswered calls at a time, repeats and fresh ones together. */
  readonly callsAtOnce: number;
  /** Ends everything that is open before the first fresh call, and waits to be told to go on. */
  readonly settlesFirst: boolean;
  /** Trades that the process before left open. */
  readonly openTrades: number;
  /** The process dies with no fewer trades open. */
  readonly openTradesMin: number;
  /** How many times faster than the clock on the wall the executor's timers run. */
  readonly pace: number;
  /** Absent when the parent kills, or nobody does. */
  readonly death?: DeathPlan;
}

/** What a trader tells its parent, a line of JSON each. */
export type TraderReport =
  /** A caller asks: from here on the key may have an effect. */
  | { readonly kind: 'asking'; readonly key: string }
  | { readonly kind: 'answer'; readonly key: string; readonly result: ExecutionResult }
  /** Everything that was open has ended. Waits for a line on its standard input. */
  | { readonly kind: 'quiet' }
  /** What the process before left open is followed again. */
  | { readonly kind: 'resumed' }
  /** Enough trades are open for a death. */
  | { readonly kind: 'loaded' }
  /** All calls are answered and all trades ended. */
  | { readonly kind: 'done' };
