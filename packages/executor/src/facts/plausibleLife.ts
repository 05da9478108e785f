/** A height, and the operator whose node shows it. */
export interface ShownHeight {
  readonly operator: string;
  readonly height: bigint;
  /** Slot that the node showed with it. */
  readonly slot: bigint;
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
  /** Blocks that the operator with the highest of them is above every other. */
  readonly spreadBlocks: bigint;
  /** Operators that show them. */
  readonly operators: number;
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
  const claimed = { operator, slot, height: lastValidBlockHeight - BLOCKHASH_LIFE_BLOCKS };
  const isHeight = (shown: ShownHeight): boolean =>
    slotGapMin === 0n || shown.slot - shown.height >= slotGapMin;
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
  const [first, second, ...others] = highestOfEach(shown);
  if (first === undefined) return { spreadBlocks: 0n, operators: 0 };
  if (second === undefined) return { spreadBlocks: 0n, operators: 1 };
  // Who is far behind the two highest only lags: their heights are those that count.
  return { spreadBlocks: first.height - second.height, operators: others.length + 2 };
}

type OperatorHeight = Omit<ShownHeight, 'slot'>;

/** Least height of an operator that stands alone above two others who agree. */
function findOutlier(shown: readonly ShownHeight[]): OperatorHeight | undefined {
  const [first, second, third] = highestOfEach(shown);
  if (first === undefined || second === undefined || third === undefined) return undefined;
  const agree = second.height - third.height <= SPREAD_MAX;
  const bound = second.height + SPREAD_MAX;
  return agree && first.height > bound ? { operator: first.operator, height: bound } : undefined;
}

/** The highest height of each operator, the highest first. */
function highestOfEach(shown: readonly ShownHeight[]): readonly OperatorHeight[] {
  const highest = new Map<string, bigint>();
  for (const { operator, height } of shown) {
    const known = highest.get(operator);
    if (known === undefined || height > known) highest.set(operator, height);
  }
  return [...highest]
    .map(([operator, height]): OperatorHeight => ({ operator, height }))
    .toSorted((left, right) => (left.height < right.height ? 1 : -1));
}
