import type { FinalizedReading } from '../chain/chainNode.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/** Remembers the gap between slot and height that each node showed. */
export interface SlotGaps<Node> {
  /** Notes what a node shows, and whether it may be believed now. */
  trusts(node: Node, reading: FinalizedReading): boolean;
}

/**
 * Milliseconds that a node whose gap has shrunk is not believed. A gateway that mixes up slots and
 * heights now and then is found out by it; one that has been mended is believed again.
 */
const DISTRUST_MS = 30_000;

interface Shown {
  readonly slot: bigint;
  readonly gap: bigint;
  readonly trustedFromMs: number;
}

/** Makes the memory. On one chain the gap at a later slot is never smaller. */
export function createSlotGaps<Node>(
  platform: Pick<ExecutorPlatform, 'monotonicMs'>,
): SlotGaps<Node> {
  const shown = new Map<Node, Shown>();
  return {
    trusts: (node, { slot, slotGap: gap }) => {
      const nowMs = platform.monotonicMs();
      const before = shown.get(node);
      if (before === undefined) {
        shown.set(node, { slot, gap, trustedFromMs: nowMs });
        return true;
      }
      // Two answers of a pool may come out of order: the older one must not have the larger gap.
      const isConsistent = slot >= before.slot ? gap >= before.gap : gap <= before.gap;
      const trustedFromMs = isConsistent ? before.trustedFromMs : nowMs + DISTRUST_MS;
      if (slot >= before.slot || !isConsistent) shown.set(node, { slot, gap, trustedFromMs });
      return nowMs >= trustedFromMs;
    },
  };
}
