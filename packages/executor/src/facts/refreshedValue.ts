import { fault, isFault, reasonOf, type Fault } from '@quantbot/core';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/** A value that is kept fresh by being used. */
export interface RefreshedValue<Value> {
  /** The value, loaded first when there is none young enough. */
  get(): Promise<Value | Fault>;
  /** The value loaded anew, whatever the age of the one that is held. */
  fresh(): Promise<Value | Fault>;
}

/** How a value is loaded and how old it may get. */
export interface RefreshedValueOptions<Value> {
  readonly platform: Pick<ExecutorPlatform, 'monotonicMs'>;
  /** Age at which a use starts a reload in the background, milliseconds. */
  readonly refreshAfterMs: number;
  /** Age beyond which a use waits for the reload, milliseconds. */
  readonly ageMsMax: number;
  /** Loads the value. What can go wrong is a fault; a rejection is taken for one. */
  load(): Promise<Value | Fault>;
}

/**
 * Keeps a value so that the hot path does not wait for it. There is no timer: a busy executor keeps
 * its values fresh by using them, an idle one leaves the network alone.
 */
export function createRefreshedValue<Value>(
  options: RefreshedValueOptions<Value>,
): RefreshedValue<Value> {
  let held: { readonly value: Value; readonly loadedAtMs: number } | undefined;
  let loading: Promise<Value | Fault> | undefined;

  const reload = async (): Promise<Value | Fault> => {
    const startedAtMs = options.platform.monotonicMs();
    // Nobody waits for a reload in the background: a rejection would end the process.
    const value = await options
      .load()
      .catch((cause: unknown) => fault('INTERNAL__UNEXPECTED', { reason: reasonOf(cause) }));
    if (!isFault(value)) held = { value, loadedAtMs: startedAtMs };
    loading = undefined;
    return value;
  };

  return {
    get: async () => {
      const ageMs =
        held === undefined ? Infinity : options.platform.monotonicMs() - held.loadedAtMs;
      if (ageMs >= options.refreshAfterMs) loading ??= reload();
      if (held !== undefined && ageMs < options.ageMsMax) return held.value;
      return loading ?? reload();
    },
    fresh: async () => (loading ??= reload()),
  };
}
