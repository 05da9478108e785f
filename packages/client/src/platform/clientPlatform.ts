/** What the client needs of the machine. A test or a simulation brings its own. */
export interface ClientPlatform {
  /** The global `fetch`, or one with the same promises. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicMs: () => number;
  /** Milliseconds from now to a date as HTTP writes it, `undefined` when it is none. */
  readonly untilDateMs: (date: string) => number | undefined;
  /** Waits. */
  readonly delay: (milliseconds: number) => Promise<void>;
  /** Aborts after this many milliseconds unless it is released first. */
  readonly abortAfter: (milliseconds: number) => ReleasableSignal;
  /** A UUID that nobody else makes: the key of a trade. */
  readonly uniqueId: () => string;
  /** Evenly spread in [0, 1). */
  readonly random: () => number;
}

/** A signal with a timer behind it. */
export interface ReleasableSignal {
  readonly signal: AbortSignal;
  /** Takes the timer back. */
  readonly release: () => void;
}
