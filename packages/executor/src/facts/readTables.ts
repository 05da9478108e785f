import type { Fault } from '@quantbot/core';
import { getAddressDecoder } from '@solana/kit';

import { askOperators, type Told, type Voices } from '../chain/askOperators.ts';
import type { ChainAccount, ChainNode } from '../chain/chainNode.ts';

/** Addresses of a lookup table, in its order. */
export type Table = readonly string[];

/** A lookup table that is wanted, and how many entries of it. */
export interface WantedTable {
  readonly address: string;
  readonly length: number;
}

/** Program that owns lookup tables. */
const LOOKUP_TABLE_PROGRAM = 'AddressLookupTab1e1111111111111111111111111';

/** Bytes before the addresses of a table (Address Lookup Table program). */
const TABLE_HEADER_BYTES = 56;
const ADDRESS_BYTES = 32;
/**
 * Reads lookup tables as far as two operators tell the same, or the only one there is: they decide
 * which accounts an instruction touches, and a node that makes entries up could hide one from
 * whoever approves.
 *
 * @returns `RPC__UNAVAILABLE` when too few answer, or contradict each other.
 */
export async function readTables(
  nodes: readonly ChainNode[],
  wanted: readonly WantedTable[],
): Promise<readonly Table[] | Fault> {
  const addresses = wanted.map(({ address }) => address);
  const lengths = wanted.map(({ length }) => length);
  return askOperators(nodes, {
    method: 'getMultipleAccounts',
    ask: async (node) => (await node.accounts(addresses)).accounts,
    agree: (told, voices) => agreedTables(told, voices, lengths),
  });
}

/**
 * Each table as far as enough operators tell the same from its beginning. `undefined` while they
 * contradict each other; one that has not yet seen the newest entries contradicts nobody.
 */
function agreedTables(
  told: ReadonlyArray<Told<ReadonlyArray<ChainAccount | null>>>,
  { required, isLast }: Voices,
  lengths: readonly number[],
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
    if (prefix.length < (lengths[index] ?? 0) && !isLast) return undefined;
    tables.push(prefix);
  }
  return tables;
}

/** Addresses of a lookup table, in its order; none of an account that is no table. */
function readTable(account: ChainAccount | null): readonly string[] {
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
