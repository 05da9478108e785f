import type { AnyExecutionRequest, ExecutionResult, TradeSide, TradeStatus } from '@quantbot/core';

/** A trade as its server tells it. Fields that a newer server adds are there as well. */
export interface RemoteTrade {
  readonly key: string;
  readonly status: TradeStatus;
  readonly mode: 'live' | 'dry';
  readonly request: AnyExecutionRequest;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Answer of the trade, once there is one. */
  readonly result?: ExecutionResult;
}

/** Which trades to list. */
export interface TradeFilter {
  readonly status?: TradeStatus;
  readonly side?: TradeSide;
  /** Mint. */
  readonly token?: string;
  readonly strategy?: string;
  /** Trades in a page. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

/** Some trades, newest first. */
export interface TradePage {
  readonly trades: ReadonlyArray<Pick<RemoteTrade, 'key' | 'status'> & Record<string, unknown>>;
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** What may be traded. */
export interface RemoteTradingState {
  readonly state: 'active' | 'reducing' | 'halted';
  readonly reason?: string;
  readonly by?: string;
  readonly sinceMs?: number;
}

/** A decision about trading. */
export interface TradingDecision {
  readonly state: RemoteTradingState['state'];
  /** Why, for whoever reads the journal later. */
  readonly reason: string;
  /** Of a halt: what becomes of bytes that are signed and not landed. */
  readonly inFlight?: 'drop' | 'keep';
}
