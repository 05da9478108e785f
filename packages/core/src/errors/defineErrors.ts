/**
 * What an error says about the trade it ends.
 *
 * - `denied`: refused by us; nothing was signed, nothing was sent.
 * - `failed`: proven by the chain; no position was moved, fees may have been paid.
 * - `unknown`: a signed transaction may still land; only the chain can tell.
 * - `configuration`: the adapter was set up in a way it refuses to run with.
 * - `note`: not an error; a remark about a successful answer.
 * - `internal`: we broke a rule of our own.
 */
export type ErrorOutcome = 'denied' | 'failed' | 'unknown' | 'configuration' | 'note' | 'internal';

/**
 * What a caller may do next.
 *
 * - `fix`: the same request will always be refused; change it or the configuration.
 * - `same-key`: passing trouble; repeat the request with the same key when it is over.
 * - `new-key`: this trade is over for good; a new trade needs a new key.
 * - `ask-again`: repeat the request with the same key to learn the outcome; never use another.
 * - `none`: nothing to do.
 */
export type RetryAdvice = 'fix' | 'same-key' | 'new-key' | 'ask-again' | 'none';

/** Values an error may carry. */
export type ErrorContextValue = string | number | boolean | bigint | readonly string[];

/** Everything there is to know of one error code. */
export interface ErrorDescriptor<Context> {
  readonly outcome: ErrorOutcome;
  readonly retry: RetryAdvice;
  /** Says what happened, the value and the rule. */
  readonly message: (context: Context) => string;
  /** Tells the operator what to do next. */
  readonly action: string;
  /** True when, after an attempt that ended so, the trade itself may make a further one. */
  readonly newAttempt?: true;
}

/** Checks a table of errors at compile time and hands it back unchanged. */
export function defineErrors<Table extends Record<string, ErrorDescriptor<never>>>(
  table: Table,
): Table {
  return table;
}
