/** How one venue or one WebSocket does, for people. */
export interface SourceHealth {
  readonly kind: 'venue' | 'socket';
  /** Scheme and host of a socket, name of a venue. */
  readonly label: string;
  /** `unused` before the first call; `failing` while nothing went well since the last failure. */
  readonly state: 'unused' | 'well' | 'failing';
  /** Milliseconds since it last told anything: an answer, or a landing. `undefined` before. */
  readonly lastNewsAgeMs: number | undefined;
  /** What went wrong last, and how long ago; `undefined` when nothing ever did. */
  readonly lastFailure: { readonly reason: string; readonly ageMs: number } | undefined;
  /** Milliseconds that the newest answer of a venue took; `undefined` before, and of a socket. */
  readonly latencyMs: number | undefined;
  /** Quotes asked for, or subscriptions. */
  readonly calls: number;
  readonly failures: number;
}

/** Remembers how a venue or a socket does. */
export interface SourceRecord {
  called(): void;
  /** It works, though it may have told nothing yet. */
  worked(): void;
  /** It told something, after this many milliseconds where that was measured. */
  told(latencyMs?: number): void;
  failed(reason: string): void;
  health(): SourceHealth;
}

/** Makes a record in which nothing has happened yet. */
export function createSourceRecord(
  { kind, label }: Pick<SourceHealth, 'kind' | 'label'>,
  monotonicMs: () => number,
): SourceRecord {
  const counts = { calls: 0, failures: 0 };
  let state: SourceHealth['state'] = 'unused';
  let toldAtMs: number | undefined;
  let latencyMs: number | undefined;
  let last: { readonly reason: string; readonly atMs: number } | undefined;
  return {
    called: () => {
      counts.calls += 1;
    },
    worked: () => {
      state = 'well';
    },
    told: (tookMs) => {
      state = 'well';
      toldAtMs = monotonicMs();
      latencyMs = tookMs;
    },
    failed: (reason) => {
      counts.failures += 1;
      state = 'failing';
      last = { reason, atMs: monotonicMs() };
    },
    health: () => ({
      kind,
      label,
      state,
      lastNewsAgeMs: toldAtMs === undefined ? undefined : monotonicMs() - toldAtMs,
      lastFailure:
        last === undefined ? undefined : { reason: last.reason, ageMs: monotonicMs() - last.atMs },
      latencyMs,
      ...counts,
    }),
  };
}
