import { isFault } from '@quantbot/core';

import type { TransactionReading } from '../chain/chainNode.ts';
import { operatorsRequired } from '../chain/operatorsRequired.ts';
import { isTerminal } from '../journal/tradeMachine.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';

/** Milliseconds between two tries to read a transaction that nodes do not serve yet. */
const RETRY_INTERVAL_MS = 250;

/** Tries before a transaction counts as not served: it may have been rolled back meanwhile. */
const TRIES_MAX = 20;

/**
 * Reads a transaction that was seen on chain. Other nodes of a pool serve it a moment later than the
 * one that confirmed it, so this asks for some seconds.
 *
 * @returns `undefined` when no node serves it in that time.
 */
export async function fetchTransaction(
  parts: ExecutorParts,
  signature: string,
  commitment: 'confirmed' | 'finalized',
): Promise<TransactionReading | undefined> {
  for (let attempted = 0; attempted < TRIES_MAX; attempted += 1) {
    const reading = await parts.pool.ask('getTransaction', async (node) => {
      const found = await node.transaction(signature, commitment);
      if (found === null) throw new Error(`it does not serve ${signature} yet`);
      return found;
    });
    if (!isFault(reading)) return reading;
    await parts.config.platform.delay(RETRY_INTERVAL_MS, parts.closing);
  }
  return undefined;
}

/** What enough operators tell alike. */
export interface Agreement<Value> {
  readonly value: Value;
  /** Operators that tell it. */
  readonly witnesses: number;
}

/** Milliseconds between two tries to find enough operators that agree. */
const AGREEMENT_INTERVAL_MS = 1_000;

/** What is read of a transaction, and when two readings of it are the same. */
export interface AgreedReading<Value> {
  /** Trade that it is read for; once it has ended there is nothing to agree on. */
  readonly tradeId: string;
  readonly read: (transaction: TransactionReading) => Value;
  /** Part of the value that must agree, compared by its JSON. */
  readonly essence: (value: Value) => unknown;
}

/**
 * Reads a final transaction until enough operators tell the same of it: two where nodes of two are
 * configured, so that one that lies ends no trade.
 *
 * @returns `undefined` when the trade has ended meanwhile, by the decision of a person.
 */
export async function agreeOnTransaction<Value>(
  parts: ExecutorParts,
  signature: string,
  { tradeId, read, essence }: AgreedReading<Value>,
): Promise<Agreement<Value> | undefined> {
  const required = operatorsRequired(parts.pool.nodes);
  while (!isTerminal(parts.log.current(tradeId).status)) {
    const voices = new Map<string, { value: Value; operators: Set<string> }>();
    for (const { operator, transaction } of await fetchEverywhere(parts, signature)) {
      const value = read(transaction);
      const text = JSON.stringify(essence(value));
      const voice = voices.get(text) ?? { value, operators: new Set<string>() };
      voice.operators.add(operator);
      voices.set(text, voice);
    }
    for (const { value, operators: agreeing } of voices.values()) {
      if (agreeing.size >= required) return { value, witnesses: agreeing.size };
    }
    await parts.config.platform.delay(AGREEMENT_INTERVAL_MS, parts.closing);
  }
  return undefined;
}

/** The same transaction as every node that answers has it. */
async function fetchEverywhere(
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
