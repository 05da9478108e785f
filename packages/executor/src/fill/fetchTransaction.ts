import { isFault } from '@quantbot/core';

import type { TransactionReading } from '../chain/chainNode.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';

/** Milliseconds between two tries to read a transaction that nodes do not serve yet. */
const RETRY_INTERVAL_MS = 250;

/**
 * Reads a transaction that is known to be on chain. Other nodes of a pool serve it a moment later
 * than the one that confirmed it, so this asks until one does or the adapter closes.
 */
export async function fetchTransaction(
  parts: ExecutorParts,
  signature: string,
  commitment: 'confirmed' | 'finalized',
): Promise<TransactionReading> {
  for (;;) {
    const reading = await parts.pool.ask('getTransaction', async (node) => {
      const found = await node.transaction(signature, commitment);
      if (found === null) throw new Error(`it does not serve ${signature} yet`);
      return found;
    });
    if (!isFault(reading)) return reading;
    await parts.config.platform.delay(RETRY_INTERVAL_MS, parts.closing);
  }
}

/** The same transaction as every node that answers has it. */
export async function fetchTransactionEverywhere(
  parts: ExecutorParts,
  signature: string,
): Promise<ReadonlyArray<{ readonly operator: string; readonly transaction: TransactionReading }>> {
  const readings = await Promise.allSettled(
    parts.pool.nodes.map(async (node) => ({
      operator: node.operator,
      transaction: await node.transaction(signature, 'finalized'),
    })),
  );
  return readings.flatMap((reading) =>
    reading.status === 'fulfilled' && reading.value.transaction !== null
      ? [{ operator: reading.value.operator, transaction: reading.value.transaction }]
      : [],
  );
}
