import { signal, type Signal } from '@preact/signals';

import type { Problem, TradingOrder } from '../api/serverApi.ts';
import type { Statistics } from '../wire/statisticsShape.ts';
import type { Trade, TradeHistory } from '../wire/tradeShapes.ts';
import type {
  Health,
  Limit,
  Position,
  Rollout,
  Trading,
  TradingState,
} from '../wire/tradingShapes.ts';

/** The newest answer to a question, and why there is no newer one. */
export interface Reading<Value> {
  readonly value?: Value;
  /** When `value` was read. */
  readonly atMs?: number;
  /** Why the last try gave no answer; `value` is older then. */
  readonly problem?: Problem;
}

/** Whether the server's word arrives. */
export interface Connection {
  readonly kind: 'connecting' | 'live' | 'lost';
  /** When the server last said anything. */
  readonly lastWordAtMs?: number;
  readonly reason?: string;
  /** When it is tried again. */
  readonly retryAtMs?: number;
}

/** What lies over the page. */
export type OpenDialog =
  { readonly kind: 'help' } | { readonly kind: 'decide'; readonly state: TradingState };

/** How a decision is doing. */
export type DecisionProgress =
  | { readonly kind: 'none' }
  | { readonly kind: 'asked'; readonly order: TradingOrder }
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** The answer was lost: the server may have taken it. */
  | { readonly kind: 'unknown'; readonly problem: Problem }
  | { readonly kind: 'taken'; readonly order: TradingOrder; readonly outcome: Trading };

/** Everything the page shows. Views read it and redraw themselves when it changes. */
export interface ConsoleStore {
  readonly nowMs: Signal<number>;
  readonly token: Signal<string | undefined>;
  /** Why a token is asked for, when one was refused. */
  readonly tokenProblem: Signal<Problem | undefined>;
  readonly connection: Signal<Connection>;
  readonly trades: Signal<readonly Trade[]>;
  readonly tradesReading: Signal<Reading<number>>;
  readonly trading: Signal<Reading<Trading>>;
  readonly positions: Signal<Reading<readonly Position[]>>;
  readonly limits: Signal<Reading<readonly Limit[]>>;
  readonly health: Signal<Reading<Health>>;
  readonly statistics: Signal<Reading<Statistics>>;
  readonly rollout: Signal<Reading<Rollout>>;
  readonly windowMs: Signal<number>;
  /** Trade that the keyboard stands on. */
  readonly cursorKey: Signal<string | undefined>;
  /** Trade whose timeline is open. */
  readonly selectedKey: Signal<string | undefined>;
  readonly history: Signal<Reading<TradeHistory>>;
  readonly dialog: Signal<OpenDialog | undefined>;
  readonly decision: Signal<DecisionProgress>;
}

const HOUR_MS = 3_600_000;

/** Stretches of time that the charts can show, milliseconds. */
export const WINDOWS: ReadonlyArray<{ readonly label: string; readonly ms: number }> = [
  { label: '15 min', ms: HOUR_MS / 4 },
  { label: '1 h', ms: HOUR_MS },
  { label: '24 h', ms: 24 * HOUR_MS },
];

/** A page that knows nothing yet. */
export function createConsoleStore(nowMs: number): ConsoleStore {
  return {
    nowMs: signal(nowMs),
    token: signal(undefined),
    tokenProblem: signal(undefined),
    connection: signal({ kind: 'connecting' }),
    trades: signal([]),
    tradesReading: signal({}),
    trading: signal({}),
    positions: signal({}),
    limits: signal({}),
    health: signal({}),
    statistics: signal({}),
    rollout: signal({}),
    windowMs: signal(HOUR_MS),
    cursorKey: signal(undefined),
    selectedKey: signal(undefined),
    history: signal({}),
    dialog: signal(undefined),
    decision: signal({ kind: 'none' }),
  };
}

/** Forgets everything that was read, so that nothing of one session shows in the next. */
export function forgetReadings(store: ConsoleStore): void {
  store.connection.value = { kind: 'connecting' };
  store.trades.value = [];
  store.cursorKey.value = undefined;
  store.selectedKey.value = undefined;
  store.dialog.value = undefined;
  store.decision.value = { kind: 'none' };
  for (const reading of readingsOf(store)) reading.value = {};
}

function readingsOf(store: ConsoleStore): ReadonlyArray<Signal<Reading<never>>> {
  const { tradesReading, trading, positions, limits, health, statistics, rollout, history } = store;
  return [tradesReading, trading, positions, limits, health, statistics, rollout, history] as never;
}
