import type { SubmittedBytes } from './submissionBook.ts';

/** Bytes on their way to a leader. */
export interface Arrival {
  readonly bytes: SubmittedBytes;
  /** First slot whose leader has them. */
  readonly slot: bigint;
}

/** Bundles on their way to a leader that takes bundles. */
export interface PendingBundle {
  readonly bundleId: string;
  readonly transactions: readonly SubmittedBytes[];
  /** Slot after which the engine gives up on it. */
  readonly lastSlot: bigint;
  /** Whether it is to land on a branch that dies. */
  readonly isUncled: boolean;
}

/** What waits for blocks. Arrivals come out in the order in which leaders have them. */
export interface PendingPool {
  add(arrival: Arrival): void;
  /** Takes out what a leader of this slot has, at most so many; the rest stays for the next one. */
  take(slot: bigint, countMax: number): readonly Arrival[];
  addBundle(bundle: PendingBundle): void;
  /** Takes out every bundle. */
  takeBundles(): readonly PendingBundle[];
  /** Whether a bundle waits that is to be uncled. */
  hasUncled(): boolean;
  /** Number of arrivals and bundles that wait. */
  size(): number;
}

/** What there is in most slots. */
const NO_ARRIVALS: readonly Arrival[] = [];
const NO_BUNDLES: readonly PendingBundle[] = [];

/** Makes an empty pool. */
export function createPendingPool(): PendingPool {
  let due: Arrival[] = [];
  const later = new Map<bigint, Arrival[]>();
  let bundles: PendingBundle[] = [];
  let takenSlot: bigint | undefined;
  const collect = (slot: bigint): void => {
    takenSlot = slot;
    if (later.size === 0) return;
    const reached = [...later.keys()].filter((at) => at <= slot).toSorted((a, b) => Number(a - b));
    for (const at of reached) {
      due.push(...(later.get(at) ?? []));
      later.delete(at);
    }
  };
  return {
    add: (arrival) => {
      const list = later.get(arrival.slot);
      if (takenSlot !== undefined && arrival.slot <= takenSlot) due.push(arrival);
      else if (list === undefined) later.set(arrival.slot, [arrival]);
      else list.push(arrival);
    },
    take: (slot, countMax) => {
      collect(slot);
      if (due.length === 0) return NO_ARRIVALS;
      const taken = due.slice(0, countMax);
      due = due.slice(countMax);
      return taken;
    },
    addBundle: (bundle) => {
      bundles.push(bundle);
    },
    takeBundles: () => {
      if (bundles.length === 0) return NO_BUNDLES;
      const taken = bundles;
      bundles = [];
      return taken;
    },
    hasUncled: () => bundles.some(({ isUncled }) => isUncled),
    size: () =>
      due.length + bundles.length + [...later.values()].reduce((sum, list) => sum + list.length, 0),
  };
}
