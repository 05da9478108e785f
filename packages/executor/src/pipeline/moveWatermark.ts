import type { ExecutorParts } from './executorParts.ts';
import { laterSlot } from './laterSlot.ts';

/** Where one node says that a transaction of the wallet landed. */
export interface ToldLanding {
  readonly slot: bigint;
  /** Label of the node. */
  readonly witness: string;
}

/**
 * Reads of the wallet must not be older than its last landing. A slot counts only as far as another
 * operator has come: one named far ahead would make every later read fail until a restart.
 */
export function moveWatermark(
  { pool, statuses, watermark }: Pick<ExecutorParts, 'pool' | 'statuses' | 'watermark'>,
  { slot, witness }: ToldLanding,
): void {
  const operator = pool.nodes.find(({ label }) => label === witness)?.operator ?? witness;
  const backed = statuses.slots.backed(slot, operator);
  if (backed !== undefined) watermark.slot = laterSlot(watermark.slot, backed);
}
