import type {
  AnyExecutionRequest,
  ErrorCode,
  ExecutionResult,
  TradeSide,
  TradeStatus,
} from '@quantbot/core';

/** Whether money moves, or everything but the signature is rehearsed. */
export type RemoteMode = 'live' | 'dry';

/** A trade as its server tells it. Fields that a newer server adds are there as well. */
export interface RemoteTrade {
  readonly key: string;
  readonly status: TradeStatus;
  readonly mode: RemoteMode;
  readonly request: AnyExecutionRequest;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Answer of the trade, once there is one. */
  readonly result?: ExecutionResult;
  /** Why it ended without success. */
  readonly errorCode?: ErrorCode;
}

/** Which trades to list. */
export interface TradeFilter {
  /** A state, or `open` for every trade that has not ended. */
  readonly status?: TradeStatus | 'open';
  readonly side?: TradeSide;
  /** Mint. */
  readonly token?: string;
  readonly strategy?: string;
  /** Both modes when absent. */
  readonly mode?: RemoteMode;
  /** Trades in a page, 1 to 200, default 50. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

/** A trade in one row. Fields that a newer server adds are there as well. */
export interface RemoteTradeRow {
  readonly key: string;
  readonly mode: RemoteMode;
  readonly side: TradeSide;
  /** Mint. */
  readonly token: string;
  readonly status: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Signatures made. */
  readonly attempts: number;
  /** Signature of the newest attempt, or of the fill. */
  readonly signature?: string | undefined;
  /** Absent while there is no answer. */
  readonly success?: boolean | undefined;
  readonly errorCode?: string | undefined;
  readonly [field: string]: unknown;
}

/** Some trades, newest first. */
export interface TradePage {
  readonly trades: readonly RemoteTradeRow[];
  /** Absent on the last page. */
  readonly nextCursor?: string | undefined;
}

/** What may be traded. */
export interface RemoteTradingState {
  readonly state: 'active' | 'reducing' | 'halted';
  /** Why not everything is traded. */
  readonly reason?: string | undefined;
  /** Who decided it; absent where something else halts, such as a conflict. */
  readonly by?: string | undefined;
  readonly sinceMs?: number | undefined;
  /** Why that was. */
  readonly changeReason?: string | undefined;
  readonly openTrades: number;
  /** `probing` lets one small buy through. */
  readonly breaker: {
    readonly state: 'closed' | 'open' | 'probing';
    readonly reason?: string | undefined;
  };
  readonly haltFile: {
    readonly state: 'absent' | 'present' | 'unreadable';
    /** On the machine of the server. */
    readonly path: string;
  };
}

/** A decision about trading. */
export interface TradingDecision {
  readonly state: RemoteTradingState['state'];
  /** Why, for whoever reads the journal later: 1 to 500 characters. */
  readonly reason: string;
  /**
   * Of a halt: what becomes of bytes that are signed and not landed. `reduce-only`, the default,
   * sends those of sells on.
   */
  readonly inFlight?: 'reduce-only' | 'drop' | 'keep';
}

/** Bytes that are signed and can still land, whatever was decided. */
export interface RemoteInFlight {
  readonly key: string;
  readonly side: string;
  readonly tokenAddress: string;
  readonly signature: string;
  /** Block height after which they can land no more, as digits. */
  readonly deathHeight: string;
  /** Whether they are no longer sent on. */
  readonly isKeptBack: boolean;
}

/** What came of a decision. */
export interface RemoteTradingOutcome extends RemoteTradingState {
  /** Whether what was asked for is the state now; `false` where a halt file halts all the same. */
  readonly holds: boolean;
  readonly inFlight: readonly RemoteInFlight[];
}
