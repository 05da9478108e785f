import { getAddressDecoder } from '@solana/kit';
import { fault, isFault, type Fault } from '@quantbot/core';

import type { ChainAccount } from '../chain/chainNode.ts';
import type { NodePool } from '../chain/nodePool.ts';

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

/** Program that owns lookup tables. */
const LOOKUP_TABLE_PROGRAM = 'AddressLookupTab1e1111111111111111111111111';

/** Bytes before the addresses of a table (Address Lookup Table program). */
const TABLE_HEADER_BYTES = 56;
const ADDRESS_BYTES = 32;
const REMEMBERED_TABLES_MAX = 1_024;

type Tables = ReadonlyMap<string, readonly string[]>;

/** Tables only ever grow, so one that was long enough once is long enough for good. */
export function createLookupTableCache(pool: NodePool): LookupTableCache {
  const known = new Map<string, readonly string[]>();
  const load = async (tables: readonly string[]): Promise<Tables | Fault> => {
    if (tables.length === 0) return new Map();
    const reading = await pool.ask('getMultipleAccounts', async (node) => node.accounts(tables));
    if (isFault(reading)) return reading;
    const loaded = tables.map((table, index): [string, readonly string[]] => [
      table,
      readTable(reading.accounts[index] ?? null),
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
        .map(([table]) => table);
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

/** Addresses of a lookup table, in its order; none of an account that is no table. */
export function readTable(account: ChainAccount | null): readonly string[] {
  if (account === null || account.owner !== LOOKUP_TABLE_PROGRAM) return [];
  const addresses = getAddressDecoder();
  const list: string[] = [];
  for (
    let offset = TABLE_HEADER_BYTES;
    offset + ADDRESS_BYTES <= account.data.length;
    offset += ADDRESS_BYTES
  ) {
    list.push(addresses.decode(account.data, offset));
  }
  return list;
}
