import type { ShownSlots } from '../chain/shownSlots.ts';
import type { StatusTick } from '../chain/statusFeed.ts';

/**
 * What the nodes showed of one signature lately. One node's ignorance says nothing about another's
 * knowledge, so it takes all of those that showed the signature to lose it again.
 */
export interface Sightings {
  /** Notes one look at one node. */
  note(tick: StatusTick): void;
  /** Whether the signature was shown and is shown no more. */
  isGone(): boolean;
  /** Begins anew, once it was dealt with that the signature is gone. */
  forget(): void;
}

/** Looks in a row at which a node must know nothing: one may have asked a lagging part of a pool. */
const LOOKS_MIN = 3;

/** What sightings are made of. */
export interface SightingsOptions {
  /** Operators that must know nothing of it any more. */
  readonly operatorsMin: number;
  /** True when the signature was shown before, such as to an earlier process. */
  readonly wasShown: boolean;
  /** Slot after which the signature landed, as far as is known. */
  readonly sinceSlot: bigint;
  /** A slot that one operator tells of, as far as others have come. */
  readonly backed: ShownSlots['backed'];
}

/** Makes the memory of one signature. */
export function createSightings(options: SightingsOptions): Sightings {
  const shownBy = new Set<string>();
  /** Looks in a row that found nothing, by node. */
  const unknown = new Map<string, { readonly operator: string; looks: number }>();
  let { wasShown, sinceSlot } = options;
  return {
    note: ({ status, slot, witness, operator }) => {
      if (status === undefined || slot === undefined) return;
      if (status !== null) {
        wasShown = true;
        shownBy.add(witness);
        unknown.delete(witness);
        // A landing named far ahead would let nobody ever miss it.
        const landedAt = options.backed(status.slot, operator);
        if (landedAt !== undefined && landedAt > sinceSlot) sinceSlot = landedAt;
        return;
      }
      // A node that has not come so far cannot know of it.
      if (slot <= sinceSlot) return;
      shownBy.delete(witness);
      const looks = (unknown.get(witness)?.looks ?? 0) + 1;
      unknown.set(witness, { operator, looks });
    },
    isGone: () => {
      if (!wasShown || shownBy.size > 0) return false;
      const sure = [...unknown.values()].filter(({ looks }) => looks >= LOOKS_MIN);
      return new Set(sure.map(({ operator }) => operator)).size >= options.operatorsMin;
    },
    forget: () => {
      wasShown = false;
      shownBy.clear();
      unknown.clear();
    },
  };
}
