import { fault, isFault, type Fault } from '@quantbot/core';

import type { NodePool } from '../chain/nodePool.ts';
import { readTables, type Table, type WantedTable } from './readTables.ts';

/** Lookup tables as the chain has them. */
export interface LookupTableCache {
  /**
   * Checks what a venue claims the tables hold.
   *
   * @returns the tables as the chain has them, at least as long as claimed, or the refusal of a
   * claim that the chain does not bear out.
   */
  verify(
    venue: string,
    claimed: Readonly<Record<string, readonly string[]>>,
  ): Promise<Readonly<Record<string, readonly string[]>> | Fault>;
}

const REMEMBERED_TABLES_MAX = 1_024;

type Tables = ReadonlyMap<string, Table>;

/** Tables only ever grow, so one that was long enough once is long enough for good. */
export function createLookupTableCache(pool: NodePool): LookupTableCache {
  const known = new Map<string, readonly string[]>();
  const load = async (tables: readonly WantedTable[]): Promise<Tables | Fault> => {
    if (tables.length === 0) return new Map();
    const read = await readTables(pool.nodes, tables);
    if (isFault(read)) return read;
    const loaded = tables.map(({ address }, index): [string, Table] => [
      address,
      read[index] ?? [],
    ]);
    if (known.size >= REMEMBERED_TABLES_MAX) known.clear();
    for (const [table, addresses] of loaded) known.set(table, addresses);
    return new Map(loaded);
  };
  return {
    verify: async (venue, claimed) => {
      const entries = Object.entries(claimed);
      const held = new Map(entries.map(([table]) => [table, known.get(table) ?? []]));
      const missing = entries
        .filter(([table, addresses]) => (held.get(table)?.length ?? 0) < addresses.length)
        .map(([address, { length }]) => ({ address, length }));
      const loaded = await load(missing);
      if (isFault(loaded)) return loaded;
      const tables: Tables = new Map([...held, ...loaded]);
      for (const [table, addresses] of entries) {
        const onChain = tables.get(table) ?? [];
        const wrong = addresses.findIndex((address, index) => onChain[index] !== address);
        if (wrong >= 0) {
          return fault('QUOTE__MISMATCH', {
            venue,
            field: `entry ${wrong} of lookup table ${table}`,
            requested: onChain[wrong] ?? 'nothing',
            quoted: addresses[wrong] ?? 'nothing',
          });
        }
      }
      return Object.fromEntries(tables);
    },
  };
}
