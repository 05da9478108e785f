/** The newer of a slot that may not be known yet and one that is. */
export function laterSlot(known: bigint | undefined, slot: bigint): bigint {
  return known === undefined || slot > known ? slot : known;
}
