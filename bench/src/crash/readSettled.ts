import { isDeepStrictEqual } from 'node:util';

/** How to look, and how long. */
export interface SettledInputs<View> {
  readonly readOnce: () => Promise<View>;
  readonly slot: () => Promise<bigint>;
  readonly delay: (milliseconds: number) => Promise<void>;
  /** Looks until it is given up. */
  readonly readsMax: number;
}

/** The embedded chain ends what it does to its accounts before it counts on. */
const SLOTS_BETWEEN = 2n;
const SLOT_PAUSE_MS = 10;

/**
 * Reads until two looks with slots between them show the same. The embedded chain lists a
 * transaction some milliseconds before the accounts show what it did, so that one look can have the
 * transaction and the balances of before; and bytes that a process sent before it died may still land.
 *
 * @throws Error when it changes without end
 */
export async function readSettled<View>(inputs: SettledInputs<View>): Promise<View> {
  const { readOnce, slot, delay, readsMax } = inputs;
  let seen = await readOnce();
  for (let reads = 1; reads < readsMax; reads += 1) {
    const from = await slot();
    while ((await slot()) < from + SLOTS_BETWEEN) await delay(SLOT_PAUSE_MS);
    const again = await readOnce();
    if (isDeepStrictEqual(seen, again)) return again;
    seen = again;
  }
  throw new Error(`what is read changes without end: ${readsMax} looks, no two of them alike`);
}
