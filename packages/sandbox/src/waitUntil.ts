import { setTimeout as sleep } from 'node:timers/promises';

/** Bounds of a wait. */
export interface WaitOptions {
  /** Time in milliseconds after which the wait fails. */
  readonly timeoutMs: number;
  /**
   * Time in milliseconds between two looks.
   *
   * @defaultValue 10, a fraction of the shortest slot a test uses
   */
  readonly intervalMs?: number;
  /** What is waited for, as the end of "waiting for ...". */
  readonly description?: string;
}

const INTERVAL_MS_DEFAULT = 10;

/**
 * Waits for a condition on the chain by looking again and again. A look that throws counts as "not
 * yet", because a chain that is starting refuses connections.
 *
 * @throws Error when the condition did not come true in time, with the last look's error as cause
 */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  options: WaitOptions,
): Promise<void> {
  const endMs = performance.now() + options.timeoutMs;
  let lastFailure: unknown;
  do {
    try {
      if (await condition()) return;
      lastFailure = undefined;
    } catch (cause) {
      lastFailure = cause;
    }
    await sleep(options.intervalMs ?? INTERVAL_MS_DEFAULT);
  } while (performance.now() < endMs);
  throw new Error(
    `Waiting for ${options.description ?? 'a condition'} took more than ${options.timeoutMs} ms.`,
    { cause: lastFailure },
  );
}
