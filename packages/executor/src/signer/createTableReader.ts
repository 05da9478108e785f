import { isFault } from '@quantbot/core';

import { askOperators, type Told } from '../chain/askOperators.ts';
import type { ChainAccount, ChainNode } from '../chain/chainNode.ts';
import { readTable } from '../facts/lookupTables.ts';
import type { SignerEyes } from './signerEyes.ts';

const REMEMBERED_TABLES_MAX = 1_024;

type Table = readonly string[];

/**
 * Reads the lookup tables of messages. Tables only ever grow: an entry that was read once stays.
 *
 * @param sameChain - Hands a node back that serves the chain of the signer, and rejects for another.
 */
export function createTableReader(
  nodes: readonly ChainNode[],
  sameChain: (node: ChainNode) => Promise<ChainNode>,
): SignerEyes['tablesOf'] {
  const known = new Map<string, Table>();
  return async ({ lookups }, tables) => {
    const used = tables.map((_, index) => {
      const { writableIndexes = [], readonlyIndexes = [] } = lookups[index] ?? {};
      return [...writableIndexes, ...readonlyIndexes];
    });
    const missing = tables.filter((table, index) => {
      const length = known.get(table)?.length ?? 0;
      return used[index]?.some((at) => at >= length) === true;
    });
    if (missing.length > 0) {
      const read = await askOperators(nodes, {
        method: 'getMultipleAccounts',
        ask: async (node) => (await (await sameChain(node)).accounts(missing)).accounts,
        agree: (told, required) => agreedTables(told, required),
      });
      if (isFault(read)) return read;
      if (known.size >= REMEMBERED_TABLES_MAX) known.clear();
      for (const [index, table] of missing.entries()) known.set(table, read[index] ?? []);
    }
    return Object.fromEntries(tables.map((table) => [table, known.get(table) ?? []]));
  };
}

/**
 * Each table as far as enough operators tell the same from its beginning. `undefined` while they
 * contradict each other; one that has not yet seen the newest entries contradicts nobody.
 */
function agreedTables(
  told: ReadonlyArray<Told<ReadonlyArray<ChainAccount | null>>>,
  required: number,
): readonly Table[] | undefined {
  const count = told[0]?.answer.length ?? 0;
  const tables: Table[] = [];
  for (let index = 0; index < count; index += 1) {
    const versions = told.map(({ operator, answer }) => ({
      operator,
      table: readTable(answer[index] ?? null),
    }));
    const prefix: string[] = [];
    for (let at = 0; ; at += 1) {
      const entries = versions.filter(({ table }) => at < table.length);
      if (new Set(entries.map(({ operator }) => operator)).size < required) break;
      const entry = entries
        .map(({ table }) => table[at] ?? '')
        .find((one) => {
          const same = entries.filter(({ table }) => table[at] === one);
          return new Set(same.map(({ operator }) => operator)).size >= required;
        });
      if (entry === undefined) return undefined;
      prefix.push(entry);
    }
    tables.push(prefix);
  }
  return tables;
}
