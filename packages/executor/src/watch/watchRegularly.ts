import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/** What is looked at again and again. */
export interface RegularWatch {
  readonly platform: Pick<ExecutorPlatform, 'delay'>;
  /** Milliseconds from the end of a look to the next. */
  readonly intervalMs: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Looks once. What it cannot read says nothing and is no reason to throw. */
  look(): Promise<unknown>;
  /** Told what a look has thrown, which ends the watch. */
  onBroken(cause: unknown): void;
}

/**
 * Looks from time to time until it is stopped. A look throws only for a journal that can neither be
 * read nor written, which lets nothing be signed by itself: looking on would tell nobody anything.
 */
export async function watchRegularly(watch: RegularWatch): Promise<void> {
  const { platform, intervalMs, signal } = watch;
  for (;;) {
    await platform.delay(intervalMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await watch.look();
    } catch (cause) {
      watch.onBroken(cause);
      return;
    }
  }
}
