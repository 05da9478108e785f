/** What the generator is to send, and where to. */
export interface LoadPlan {
  /** Base address of the server. */
  readonly url: string;
  /** Bearer token with the scope `trade`. */
  readonly token: string;
  readonly requestsPerSecond: number;
  readonly seconds: number;
  /** Tokens that are bought in turn. */
  readonly mints: readonly string[];
  /** Deadline of each trade, milliseconds. */
  readonly deadlineMs: number;
  /**
   * How long after the last scheduled request those without an answer are repeated, under their
   * keys, milliseconds. Without it nothing is repeated.
   */
  readonly repeatForMs?: number;
}

/** What became of one request. */
export interface LoadAnswer {
  readonly key: string;
  /** Milliseconds from the time at which it was due to its answer. */
  readonly latencyMs: number;
  /** HTTP status; absent when there was no answer. */
  readonly status?: number;
  /** Code of a refusal, or why there was no answer. */
  readonly code?: string;
  /** Times that it was sent. */
  readonly sent: number;
}

/** What the generator saw. */
export interface LoadReport {
  readonly answers: readonly LoadAnswer[];
  /** How much later than due each request left for the first time, milliseconds. */
  readonly latenessMs: readonly number[];
}

/** What the generator tells its parent. */
export type LoadMessage =
  { readonly kind: 'begun' } | { readonly kind: 'ended'; readonly report: LoadReport };
