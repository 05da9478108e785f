import {
  ExecutionError,
  reasonOf,
  type ClockPort,
  type StateGetRequest,
  type StateGetResult,
  type StateOperation,
  type StatePort,
  type StateQueryResult,
  type StateTransactionResult,
  type StateWriteResult,
} from '@quantbot/core';

import { createStateStore, type StateStore } from './stateStore.ts';

/** Settings of {@link createStateSqliteAdapter}. */
export interface StateSqliteConfig {
  /** Database file, made with its directory when missing; `:memory:` keeps nothing. */
  readonly path: string;
  /** Decides when a value's time to live is over. */
  readonly clock: ClockPort;
}

/** A StatePort that holds a file open. */
export interface StateSqliteAdapter extends StatePort {
  /** Closes the file; `isAvailable` is false from then on. Closing twice does nothing. */
  close(): void;
}

/**
 * Keeps workflow state in a SQLite file.
 *
 * `get` and `query` have no field for an error in their results, so they reject, with
 * `STATE__UNAVAILABLE` or `STATE__QUERY_FAILED`; writes and transactions answer
 * `success: false` instead. A statement given to `query` may not begin or end a transaction.
 *
 * @throws ExecutionError `STATE__UNAVAILABLE` when the file cannot be used and
 * `STATE__SCHEMA_NEWER` when a newer version wrote it.
 */
export function createStateSqliteAdapter(config: StateSqliteConfig): StateSqliteAdapter {
  const store = createStateStore(config);
  return {
    get: <Value>(request: StateGetRequest) =>
      settled(() => store.get(request) as StateGetResult<Value>),
    set: (request) => written(() => store.set(request)),
    delete: (request) => written(() => store.delete(request)),
    query: (request) => settled(() => store.query(request)),
    transaction: ({ operations }) => settled(() => runTransaction(store, operations)),
    isAvailable: () => Promise.resolve(store.isOpen()),
    close: () => store.close(),
  };
}

function runTransaction(
  store: StateStore,
  operations: readonly StateOperation[],
): StateTransactionResult {
  try {
    const results = store.atomically(() =>
      operations.map((operation) => runOperation(store, operation)),
    );
    return { success: true, results };
  } catch (cause) {
    return { success: false, results: [], error: errorText(cause) };
  }
}

function runOperation(
  store: StateStore,
  operation: StateOperation,
): StateGetResult | StateWriteResult | StateQueryResult {
  switch (operation.type) {
    case 'get':
      return store.get(operation.request);
    case 'set':
      store.set(operation.request);
      return { success: true };
    case 'delete':
      store.delete(operation.request);
      return { success: true };
    case 'query':
      return store.query(operation.request);
    default:
      throw new ExecutionError('STATE__QUERY_FAILED', {
        reason: `a transaction has no step of type ${String((operation as { type?: unknown }).type)}`,
      });
  }
}

function settled<Answer>(answer: () => Answer): Promise<Answer> {
  return new Promise((resolve) => {
    resolve(answer());
  });
}

function written(write: () => void): Promise<StateWriteResult> {
  try {
    write();
    return Promise.resolve({ success: true });
  } catch (cause) {
    return Promise.resolve({ success: false, error: errorText(cause) });
  }
}

function errorText(cause: unknown): string {
  return cause instanceof Error ? cause.message : reasonOf(cause);
}
