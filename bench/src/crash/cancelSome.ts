import type { OrderedCall } from './traderOrders.ts';

/** Which calls are cancelled, and when. */
export interface Cancels {
  readonly keys: ReadonlySet<string>;
  /** Milliseconds from the call to its cancel, asked for each of the keys; none for `undefined`. */
  readonly delayMs: () => number | undefined;
}

/** The same calls, of which some are cancelled that nobody would have cancelled, or others later. */
export function cancelSome(
  calls: readonly OrderedCall[],
  { keys, delayMs }: Cancels,
): readonly OrderedCall[] {
  return calls.map((call) => {
    const cancelAfterMs = keys.has(call.request.idempotencyKey) ? delayMs() : undefined;
    return cancelAfterMs === undefined ? call : { ...call, cancelAfterMs };
  });
}
