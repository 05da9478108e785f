/** Names one value. Keys are unique within a namespace; without one they share the default. */
export interface StateGetRequest {
  /** Not empty. */
  key: string;
  /** Keeps keys of different users apart. @defaultValue the namespace without a name */
  namespace?: string;
}

/** Stores one value. */
export interface StateSetRequest {
  /** Not empty. */
  key: string;
  /** What JSON can say: no `bigint`, no function, no number that is not finite. */
  value: string | number | boolean | object;
  /** As in {@link StateGetRequest}. */
  namespace?: string;
  /** Seconds above 0 after which the value counts as gone. Kept for ever when absent. */
  ttlSeconds?: number;
}

/** Removes one value. */
export interface StateDeleteRequest {
  /** One that is not there is no error. */
  key: string;
  /** As in {@link StateGetRequest}. */
  namespace?: string;
}

/** A value, or that there is none. */
export interface StateGetResult<Value = unknown> {
  /** False for a key that was never set, was deleted, or whose time is over. */
  found: boolean;
  /** As it was set, once through JSON; its type is the caller's word and is not checked. */
  value?: Value;
}

/** A statement for a back end that understands SQL. */
export interface StateQueryRequest {
  /** One statement, with `?` where its parameters go. It may not begin or end a transaction. */
  query: string;
  /** Text, numbers, `bigint`, booleans, bytes or `null`. */
  params?: unknown[];
}

/** Rows a statement answered with. */
export interface StateQueryResult {
  /** An object a row; none for a statement that only writes. */
  rows: unknown[];
  /** Rows that were read, or changed by a statement that only writes. */
  rowCount: number;
}

/** One step of a {@link StateTransaction}. */
export type StateOperation =
  | { type: 'get'; request: StateGetRequest }
  | { type: 'set'; request: StateSetRequest }
  | { type: 'delete'; request: StateDeleteRequest }
  | { type: 'query'; request: StateQueryRequest };

/** Steps that happen together or not at all. */
export interface StateTransaction {
  /** Run in this order; the first that fails undoes all. */
  operations: StateOperation[];
}

/** What each step of a transaction answered, in order. */
export interface StateTransactionResult {
  /** False when nothing of it was stored. */
  success: boolean;
  /** One for each operation, in order; none without success. */
  results: Array<StateGetResult | StateWriteResult | StateQueryResult>;
  /** Why not, with what to do about it. */
  error?: string;
}

/** Whether a write was stored. */
export interface StateWriteResult {
  /** False when nothing was changed. */
  success: boolean;
  /** Why not, with what to do about it. */
  error?: string;
}

/**
 * State that a workflow keeps between runs, whatever stores it. Trades are not in it: their journal
 * is the executor's own. Writes and transactions answer `success: false` and never reject; reads have
 * no field for an error and reject.
 */
export interface StatePort {
  /** @throws ExecutionError `STATE__UNAVAILABLE` */
  get<Value = unknown>(request: StateGetRequest): Promise<StateGetResult<Value>>;
  /** Stores a value in the place of an earlier one. */
  set(request: StateSetRequest): Promise<StateWriteResult>;
  /** Removes a value. */
  delete(request: StateDeleteRequest): Promise<StateWriteResult>;
  /** @throws ExecutionError `STATE__UNAVAILABLE`, `STATE__QUERY_FAILED` */
  query(request: StateQueryRequest): Promise<StateQueryResult>;
  /** Runs operations together or not at all. */
  transaction(request: StateTransaction): Promise<StateTransactionResult>;
  /** False once it is closed. */
  isAvailable(): Promise<boolean>;
}
