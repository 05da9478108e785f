import { fingerprintText } from '@quantbot/core';

import type { TradeMode } from '../journal/tradeEvents.ts';
import { isTerminal } from '../journal/tradeMachine.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/** What a request without a key is recognised by. */
export interface KeylessRequest {
  readonly mode: TradeMode;
  readonly fingerprintText: string;
}

/**
 * Trades that ended in this process, by a clock that nobody can set. The journal has their ends by
 * wall time, and one that is set forward would make a repeat a new trade.
 */
export interface RecentEnds {
  /** Told of every change of a trade. */
  observe(before: TradeRecord, after: TradeRecord): void;
  /** The newest trade of such a request that ended less than so many milliseconds ago. */
  find(request: KeylessRequest, windowMs: number): string | undefined;
}

/** Ends that are remembered: enough for any window in which they could matter. */
const ENDS_MAX = 8_192;

interface End {
  readonly tradeId: string;
  readonly atMs: number;
}

/** Makes an empty memory. */
export function createRecentEnds({
  monotonicMs,
}: Pick<ExecutorPlatform, 'monotonicMs'>): RecentEnds {
  const ends = new Map<string, End>();
  return {
    observe: (before, { status, mode, fingerprint, tradeId }) => {
      if (!isTerminal(status) || isTerminal(before.status)) return;
      const name = nameOf({ mode, fingerprintText: fingerprintText(fingerprint) });
      // Taken out first, so that the oldest end is the first of the map.
      ends.delete(name);
      ends.set(name, { tradeId, atMs: monotonicMs() });
      for (const oldest of ends.keys()) {
        if (ends.size <= ENDS_MAX) return;
        ends.delete(oldest);
      }
    },
    find: (request, windowMs) => {
      const end = ends.get(nameOf(request));
      return end !== undefined && monotonicMs() - end.atMs < windowMs ? end.tradeId : undefined;
    },
  };
}

function nameOf({ mode, fingerprintText: text }: KeylessRequest): string {
  return `${mode} ${text}`;
}
