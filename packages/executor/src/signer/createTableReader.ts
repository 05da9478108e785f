import { isFault } from '@quantbot/core';

import type { ChainNode } from '../chain/chainNode.ts';
import { readTables, type Table } from '../facts/readTables.ts';
import type { SignerEyes } from './signerEyes.ts';

const REMEMBERED_TABLES_MAX = 1_024;

/** Reads the lookup tables of messages. Tables only ever grow: an entry that was read once stays. */
export function createTableReader(nodes: readonly ChainNode[]): SignerEyes['tablesOf'] {
  const known = new Map<string, Table>();
  return async ({ lookups }, tables) => {
    const wanted = tables.map((address, index) => {
      const { writableIndexes = [], readonlyIndexes = [] } = lookups[index] ?? {};
      return { address, length: Math.max(-1, ...writableIndexes, ...readonlyIndexes) + 1 };
    });
    const missing = wanted.filter(
      ({ address, length }) => (known.get(address)?.length ?? 0) < length,
    );
    if (missing.length > 0) {
      const read = await readTables(nodes, missing);
      if (isFault(read)) return read;
      if (known.size >= REMEMBERED_TABLES_MAX) known.clear();
      for (const [index, { address }] of missing.entries()) known.set(address, read[index] ?? []);
    }
    return Object.fromEntries(tables.map((table) => [table, known.get(table) ?? []]));
  };
}
