import { isFault } from '@quantbot/core';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { SignatureStatus } from './chainNode.ts';
import type { NodePool } from './nodePool.ts';

/** What one look at the chain told of one signature. */
export interface StatusTick {
  /** `null` when the node knew nothing, `undefined` when no node answered. */
  readonly status: SignatureStatus | null | undefined;
  /** Slot of the answer, as far as there was one. */
  readonly slot: bigint | undefined;
  /** Node that answered. */
  readonly witness: string | undefined;
}

/** One watched signature. */
export interface StatusWatch {
  /** Resolves at the next look. Rejects when the feed is closed. */
  next(): Promise<StatusTick>;
  close(): void;
}

/** Looks at all open signatures together: one call serves every trade. */
export interface StatusFeed {
  watch(signature: string): StatusWatch;
  /** Looks now instead of at the end of the interval. */
  poke(): void;
  close(): void;
}

/** How often to look, and at whom. */
export interface StatusFeedOptions {
  readonly pool: NodePool;
  readonly platform: ExecutorPlatform;
  readonly pollIntervalMs: number;
}

/** `getSignatureStatuses` takes at most this many signatures (Solana RPC). */
const SIGNATURES_MAX = 256;

interface Waiter {
  readonly resolve: (tick: StatusTick) => void;
  readonly reject: (reason: unknown) => void;
}

/** Everyone who watches one signature. */
interface Watchers {
  readonly waiters: Set<Waiter>;
  count: number;
}

type Watched = Map<string, Watchers>;

/** Makes a feed. It runs only while something is watched. */
export function createStatusFeed(options: StatusFeedOptions): StatusFeed {
  const { pool, platform, pollIntervalMs } = options;
  const watched: Watched = new Map();
  const closing = new AbortController();
  let pause = new AbortController();
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    while (watched.size > 0 && !closing.signal.aborted) {
      // Made before looking, so that a poke during the look leads to another one at once.
      pause = new AbortController();
      const signatures = [...watched.keys()];
      for (let start = 0; start < signatures.length; start += SIGNATURES_MAX) {
        await look(pool, watched, signatures.slice(start, start + SIGNATURES_MAX));
      }
      await platform
        .delay(pollIntervalMs, AbortSignal.any([pause.signal, closing.signal]))
        .catch(ignoreAbort);
    }
    running = undefined;
  };

  return {
    watch: (signature) => {
      const watchers = watched.get(signature) ?? { waiters: new Set<Waiter>(), count: 0 };
      watched.set(signature, watchers);
      watchers.count += 1;
      let isClosed = false;
      return {
        next: async () => {
          closing.signal.throwIfAborted();
          running ??= run();
          return new Promise<StatusTick>((resolve, reject) =>
            watchers.waiters.add({ resolve, reject }),
          );
        },
        close: () => {
          if (isClosed) return;
          isClosed = true;
          watchers.count -= 1;
          if (watchers.count === 0) watched.delete(signature);
        },
      };
    },
    poke: () => {
      pause.abort();
    },
    close: () => {
      closing.abort();
      const reason: unknown = closing.signal.reason;
      for (const { waiters } of watched.values()) {
        for (const waiter of waiters) waiter.reject(reason);
      }
      watched.clear();
    },
  };
}

/** Asks about these signatures once and tells whoever waits for one. */
async function look(
  pool: NodePool,
  watched: Watched,
  signatures: readonly string[],
): Promise<void> {
  const reading = await pool.ask('getSignatureStatuses', async (node) => ({
    witness: node.label,
    ...(await node.signatureStatuses(signatures, { searchHistory: false })),
  }));
  for (const [index, signature] of signatures.entries()) {
    const tick = isFault(reading)
      ? { status: undefined, slot: undefined, witness: undefined }
      : {
          status: reading.statuses[index] ?? null,
          slot: reading.slot,
          witness: reading.witness,
        };
    const waiters = watched.get(signature)?.waiters;
    const ready = [...(waiters ?? [])];
    waiters?.clear();
    for (const waiter of ready) waiter.resolve(tick);
  }
}

/** A pause cut short is what poke and close are for; anything else is a defect. */
function ignoreAbort(cause: unknown): void {
  if (cause instanceof Error && cause.name === 'AbortError') return;
  throw cause;
}
