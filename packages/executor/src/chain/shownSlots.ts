/**
 * Newest slot that each operator's nodes showed. One that names a slot far ahead moves nobody but
 * itself.
 */
export interface ShownSlots {
  note(operator: string, slot: bigint): void;
  /**
   * Newest slot that two operators have reached, or the only operator there is.
   *
   * @returns `undefined` while too few have shown one.
   */
  supported(): bigint | undefined;
  /**
   * A slot that one operator tells of, no later than what another has reached; as it is where there
   * is no other.
   *
   * @returns `undefined` while no other has shown one.
   */
  backed(slot: bigint, operator: string): bigint | undefined;
}

/** Makes the memory of what the operators of some nodes show. */
export function createShownSlots(operators: Iterable<string>): ShownSlots {
  const isAlone = new Set(operators).size < 2;
  const newest = new Map<string, bigint>();
  const highestFirst = (slots: readonly bigint[]) =>
    slots.toSorted((left, right) => (left < right ? 1 : -1));
  return {
    note: (operator, slot) => {
      const known = newest.get(operator);
      if (known === undefined || slot > known) newest.set(operator, slot);
    },
    supported: () => highestFirst([...newest.values()])[isAlone ? 0 : 1],
    backed: (slot, operator) => {
      if (isAlone) return slot;
      const others = [...newest].filter(([other]) => other !== operator);
      const [reached] = highestFirst(others.map(([, shown]) => shown));
      if (reached === undefined) return undefined;
      return reached < slot ? reached : slot;
    },
  };
}
