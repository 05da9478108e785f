/** `getSignatureStatuses` takes at most this many signatures (Solana RPC). */
export const SIGNATURES_MAX = 256;

/** How work on many items is cut up. */
export interface Batches<Item> {
  readonly items: readonly Item[];
  /** Items of one batch. */
  readonly size: number;
  /** Batches worked on at the same time. */
  readonly atOnce: number;
}

/** Works on items in batches, a bounded number at once. Rejects with what the work throws first. */
export async function inBatches<Item>(
  { items, size, atOnce }: Batches<Item>,
  work: (batch: readonly Item[]) => Promise<void>,
): Promise<void> {
  if (items.length === 0) return;
  if (items.length <= size) return work(items);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const batch = items.slice(next, next + size);
      next += size;
      await work(batch);
    }
  };
  const workers = Math.min(atOnce, Math.ceil(items.length / size));
  await Promise.all(Array.from({ length: workers }, worker));
}
