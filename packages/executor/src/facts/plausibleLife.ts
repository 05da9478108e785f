/** A height, and the operator whose node shows it. */
export interface ShownHeight {
  readonly operator: string;
  readonly height: bigint;
}

/** What nodes show at the moment of a signing. */
export interface ShownHeights {
  /** Slot and end of life that came with the blockhash, and from whom. */
  readonly blockhash: {
    readonly operator: string;
    readonly slot: bigint;
    readonly lastValidBlockHeight: bigint;
  };
  readonly heights: readonly ShownHeight[];
  /** Least gap between slot and height on this chain, 0 where nothing is known of it. */
  readonly slotGapMin: bigint;
}

/** Heights that a death height may be made of. */
export interface PlausibleLife {
  /** `undefined` when the node's own claim cannot be true. */
  readonly claimedLastHeight: bigint | undefined;
  readonly heights: readonly bigint[];
  /** Blocks between the operators that show the highest and the lowest of them. */
  readonly spreadBlocks: bigint;
  /** Operators that show them. */
  readonly operators: number;
  /** Highest of them, 0 without any. */
  readonly highest: bigint;
}

/** Blocks a blockhash stays usable (Agave `MAX_PROCESSING_AGE`). */
export const BLOCKHASH_LIFE_BLOCKS = 150n;

/** No node lags by so many blocks, days of them, and still answers. */
const SPREAD_MAX = 1_000_000n;

/**
 * Leaves out heights that cannot be true. Too high a death height is safe and keeps a trade open: a
 * gateway that answers slots for heights, tens of millions ahead, would keep it open for months.
 * What is left out must be beyond doubt, because too low a death height is not safe: a height that
 * on this chain only a slot can have, or the one that lies beyond all lag above two operators who
 * agree, of whom at most one lies.
 */
export function plausibleLife({ blockhash, heights, slotGapMin }: ShownHeights): PlausibleLife {
  const { operator, slot, lastValidBlockHeight } = blockhash;
  const claimed = { operator, height: lastValidBlockHeight - BLOCKHASH_LIFE_BLOCKS };
  const isHeight = ({ height }: ShownHeight): boolean =>
    slotGapMin === 0n || slot - height >= slotGapMin;
  const outlier = findOutlier([claimed, ...heights].filter(isHeight));
  const isPlausible = (shown: ShownHeight): boolean =>
    isHeight(shown) && !(shown.operator === outlier?.operator && shown.height >= outlier.height);
  return {
    claimedLastHeight: isPlausible(claimed) ? lastValidBlockHeight : undefined,
    heights: heights.filter(isPlausible).map(({ height }) => height),
    ...summaryOf([claimed, ...heights].filter(isPlausible)),
  };
}

function summaryOf(shown: readonly ShownHeight[]) {
  const byOperator = highestOfEach(shown);
  const highest = byOperator.at(0)?.height ?? 0n;
  const lowest = byOperator.at(-1)?.height ?? 0n;
  return { spreadBlocks: highest - lowest, operators: byOperator.length, highest };
}

/** Least height of an operator that stands alone above two others who agree. */
function findOutlier(shown: readonly ShownHeight[]): ShownHeight | undefined {
  const [first, second, third] = highestOfEach(shown);
  if (first === undefined || second === undefined || third === undefined) return undefined;
  const agree = second.height - third.height <= SPREAD_MAX;
  const bound = second.height + SPREAD_MAX;
  return agree && first.height > bound ? { operator: first.operator, height: bound } : undefined;
}

/** The highest height of each operator, the highest first. */
function highestOfEach(shown: readonly ShownHeight[]): readonly ShownHeight[] {
  const highest = new Map<string, bigint>();
  for (const { operator, height } of shown) {
    const known = highest.get(operator);
    if (known === undefined || height > known) highest.set(operator, height);
  }
  return [...highest]
    .map(([operator, height]): ShownHeight => ({ operator, height }))
    .toSorted((left, right) => Number(right.height - left.height));
}
