/** A slot, and the operator whose node shows it. */
export interface ShownSlot {
  readonly operator: string;
  readonly slot: bigint;
}

/**
 * Slots that two operators may be apart and support each other. Nodes that know the same blockhash
 * are within its life, and less than the slots to a death: so a witness whose final block is a death
 * away from the slot of the signing knows the blockhash, whatever one operator said of that slot.
 */
const APART_SLOTS_MAX = 150n;

/**
 * The slot at which something is signed, as no one operator can make it up: of the newest two slots
 * that support each other, the lower. Too high a slot would make a witness of a node that lost its
 * history, too low a slot a witness of nobody.
 *
 * @param operatorsMin - Operators that must support it, 1 or 2.
 * @returns `undefined` when no two operators support each other.
 */
export function signingSlot(shown: readonly ShownSlot[], operatorsMin: number): bigint | undefined {
  const lowest = new Map<string, bigint>();
  for (const { operator, slot } of shown) {
    const known = lowest.get(operator);
    if (known === undefined || slot < known) lowest.set(operator, slot);
  }
  const slots = [...lowest.values()].toSorted((left, right) => (left < right ? 1 : -1));
  if (operatorsMin < 2) return slots.at(-1);
  return slots.find((slot, index) => {
    const newer = slots[index - 1];
    return newer !== undefined && newer - slot <= APART_SLOTS_MAX;
  });
}
