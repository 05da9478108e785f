/** Names one value. Keys are unique within a namespace; without one they share the default. */
export interface StateGetRequest {
  key: string;
  namespace?: string;
}

/** Stores one value. */
export interface StateSetRequest {
  key: string;
  value: string | number | boolean | object;
  namespace?: string;
  /** Seconds after which the value counts as gone. Kept for ever when absent. */
  ttlSeconds?: number;
}

/** Removes one value. */
export interface StateDeleteRequest {
  key: string;
  namespace?: string;
}

/** A value, or that there is none. */
export interface StateGetResult<Value = unknown> {
  found: boolean;
  value?: Value;
}

/** A statement for a back end that understands SQL. */
export interface StateQueryRequest {
  query: string;
  params?: unknown[];
}

/** Rows a statement answered with. */
export interface StateQueryResult {
  rows: unknown[];
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
  operations: StateOperation[];
}

/** What each step of a transaction answered, in order. */
export interface StateTransactionResult {
  success: boolean;
  results: Array<StateGetResult | StateWriteResult | StateQueryResult>;
  error?: string;
}

/** Whether a write was stored. */
export interface StateWriteResult {
  success: boolean;
  error?: string;
}

/** State that a workflow keeps between runs, whatever stores it. */
export interface StatePort {
  get<Value = unknown>(request: StateGetRequest): Promise<StateGetResult<Value>>;
  set(request: StateSetRequest): Promise<StateWriteResult>;
  delete(request: StateDeleteRequest): Promise<StateWriteResult>;
  query(request: StateQueryRequest): Promise<StateQueryResult>;
  transaction(request: StateTransaction): Promise<StateTransactionResult>;
  isAvailable(): Promise<boolean>;
}
