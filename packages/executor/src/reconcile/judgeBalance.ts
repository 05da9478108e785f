import type { ShownBalance } from './readBalances.ts';
import type { BookedAsset } from './walletBook.ts';

/** Up to where a balance is explained, beside the journal. */
export interface BalanceBase {
  /** Base units held beyond what trades brought: from before the journal, or deposited since. */
  readonly units: bigint;
  /** Slot at which that was seen. */
  readonly slot: bigint;
}

/** What the chain says of an asset, held against the journal. */
export type BalanceVerdict =
  /** As expected, or with trades open as far as can be told. */
  | { readonly kind: 'even'; readonly units: bigint }
  /** More than expected, as two operators show where there are two: somebody paid in. */
  | { readonly kind: 'surplus'; readonly units: bigint; readonly base: BalanceBase }
  /** Less than expected, as two operators show where there are two. */
  | { readonly kind: 'deficit'; readonly units: bigint; readonly slot: bigint }
  /** One operator shows a deficit and another does not. */
  | { readonly kind: 'disputed'; readonly shown: readonly ShownBalance[] }
  /** Too few operators have answered with a block that is new enough. */
  | { readonly kind: 'unread' };

/** What a balance is judged by. */
export interface BalanceQuestion {
  readonly booked: BookedAsset;
  /** `undefined` while nobody has looked. */
  readonly base: BalanceBase | undefined;
  /** Whether less than was held before is accepted: a person has taken it for accounted for. */
  readonly acceptsLess: boolean;
  /** Slot that an answer must have reached besides, such as that of an accepted history. */
  readonly slotMin: bigint;
  /** Operators that must show the same for it to count. */
  readonly operatorsMin: number;
  readonly shown: readonly ShownBalance[];
  /** Whether the asset is SOL, which every wallet has had before: its first look explains all. */
  readonly isSol: boolean;
}

/** Slots by which one operator may move the place of a base on its own. */
const APART_SLOTS_MAX = 150n;

/** Base units that the wallet must hold at the least, by the journal. */
export function expectedUnits({ booked, base }: Pick<BalanceQuestion, 'booked' | 'base'>): bigint {
  return booked.unitsMin + (base?.units ?? 0n);
}

/**
 * Holds what operators show in their final blocks against the journal. No one operator makes a
 * deficit or a deposit, and none whose block is older than what is held against it has a voice:
 * of two that lack something, one is honest and has everything that it is asked for.
 */
export function judgeBalance(question: BalanceQuestion): BalanceVerdict {
  const { booked, base, shown, operatorsMin: required, slotMin } = question;
  const oldest = [booked.slot, base?.slot ?? 0n, slotMin].reduce(higher);
  const voices = shown.filter(({ slot }) => slot >= oldest);
  if (voices.length < required) return { kind: 'unread' };

  const lowestFirst = voices.map(({ units }) => units).toSorted(ascending);
  const supported = lowestFirst.at(-required) ?? 0n;
  const expected = expectedUnits(question);
  const isQuiet = booked.openTrades === 0;
  const isNew = base === undefined && question.isSol;
  if (isNew || question.acceptsLess) {
    return isQuiet ? surplusOf(question, voices, supported) : { kind: 'even', units: supported };
  }
  const lacking = voices.filter(({ units }) => units < expected);
  if (lacking.length >= required) {
    const units = lowestFirst[required - 1] ?? 0n;
    return { kind: 'deficit', units, slot: placeOf(voices) };
  }
  if (lacking.length > 0) return { kind: 'disputed', shown: voices };
  return isQuiet && supported > expected
    ? surplusOf(question, voices, supported)
    : { kind: 'even', units: supported };
}

function surplusOf(
  { booked }: BalanceQuestion,
  voices: readonly ShownBalance[],
  units: bigint,
): BalanceVerdict {
  return {
    kind: 'surplus',
    units,
    base: { units: units - booked.unitsMin, slot: placeOf(voices) },
  };
}

/** Newest slot of the voices, as one that names a slot far ahead cannot make it up. */
function placeOf(voices: readonly ShownBalance[]): bigint {
  const slots = voices.map(({ slot }) => slot).toSorted(ascending);
  const newest = slots.at(-1) ?? 0n;
  const second = slots.at(-2);
  if (second === undefined) return newest;
  return newest - second > APART_SLOTS_MAX ? second : newest;
}

function higher(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}

function ascending(left: bigint, right: bigint): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
