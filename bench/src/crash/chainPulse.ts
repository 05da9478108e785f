import { setTimeout as delay } from 'node:timers/promises';

/** The chain stands still: what it was asked to prove cannot be proven on it. */
export class ChainHung extends Error {}

/** Watches one chain, so that nobody waits for a proof that will never come. */
export interface ChainPulse {
  /** What the promise gives. @throws ChainHung as soon as the chain is known to stand still */
  guard<Value>(promise: Promise<Value>): Promise<Value>;
  /** @throws ChainHung once the chain is known to stand still */
  refuseHung(): void;
  stop(): Promise<void>;
}

/** How a pulse is taken. */
export interface ChainPulseInputs {
  /** Newest slot of the chain, asked past every proxy. */
  readonly slot: () => Promise<bigint>;
  /** Milliseconds between two looks. */
  readonly intervalMs: number;
  /** Milliseconds without a new slot after which the chain counts as standing still. */
  readonly stillMsMax: number;
  readonly nowMs?: () => number;
}

/** Looks at a chain again and again, until it stands still or is needed no more. */
export function watchChain(inputs: ChainPulseInputs): ChainPulse {
  const { nowMs = () => performance.now() } = inputs;
  const hung = Promise.withResolvers<never>();
  // Nobody may be waiting when it happens.
  hung.promise.catch(() => undefined);
  const stopping = new AbortController();
  let failure: ChainHung | undefined;
  const look = async (): Promise<void> => {
    let newest = -1n;
    let risenAtMs = nowMs();
    let reason: unknown;
    while (!stopping.signal.aborted) {
      const slot = await inputs.slot().catch((cause: unknown) => {
        reason = cause;
        return newest;
      });
      if (slot > newest) {
        newest = slot;
        risenAtMs = nowMs();
      } else if (nowMs() - risenAtMs >= inputs.stillMsMax) {
        failure = new ChainHung(`the chain stands still at slot ${newest}`, { cause: reason });
        hung.reject(failure);
        return;
      }
      await delay(inputs.intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const looking = look();
  return {
    guard: async (promise) => Promise.race([promise, hung.promise]),
    refuseHung: () => {
      if (failure !== undefined) throw failure;
    },
    stop: async () => {
      stopping.abort();
      await looking;
    },
  };
}
