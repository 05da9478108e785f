/** A wait that ends when it is told to, or when a signal aborts. */
export interface OpenWait {
  readonly signal: AbortSignal;
  /** Ends it. The signal that would have is let go of, for it may last much longer. */
  end(reason?: unknown): void;
}

/**
 * Opens a wait that ends with a signal at the latest.
 *
 * `AbortSignal.any` does that as well, and has the garbage collector tidy up after each of its signals:
 * whatever listens to one, which is as good as all of a trade, is kept until old memory is collected.
 */
export function openWait(closing: AbortSignal): OpenWait {
  const waiting = new AbortController();
  const close = (): void => {
    waiting.abort(closing.reason);
  };
  if (closing.aborted) close();
  else closing.addEventListener('abort', close, { once: true });
  return {
    signal: waiting.signal,
    end: (reason) => {
      closing.removeEventListener('abort', close);
      waiting.abort(reason);
    },
  };
}
