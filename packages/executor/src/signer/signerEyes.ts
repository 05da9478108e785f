import { isFault, type Fault } from '@quantbot/core';
import { getAddressDecoder, type Address } from '@solana/kit';

import type { NodePool } from '../chain/nodePool.ts';
import { readTable } from '../facts/lookupTables.ts';
import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import type { LookupTables } from '../approve/decodeMessage.ts';
import type { CompiledMessage } from '../approve/readMessage.ts';

/** What the signer sees of its wallet on chain, by nodes of its own. */
export interface WalletReading {
  /** Slot of the reading. */
  readonly slot: bigint;
  readonly lamports: bigint;
  /** Base units in the token account, 0 where there is none. */
  readonly tokenUnits: bigint;
}

/** Reads from the signer's own nodes. */
export interface SignerEyes {
  /** The tables that a message takes accounts from, as the chain has them. */
  tablesOf(message: CompiledMessage, tables: readonly string[]): Promise<LookupTables | Fault>;
  wallet(wallet: Address, tokenAccount: Address): Promise<WalletReading | Fault>;
  /** Mint that a token account holds, `undefined` where there is no such account. */
  mintOf(tokenAccount: Address): Promise<Address | Fault | undefined>;
  /** Addresses of every token account that the wallet has, read at most so often. */
  tokenAccounts(wallet: Address): Promise<ReadonlySet<string> | Fault>;
  /** Rent of a token account with extensions, lamports. */
  tokenRent(): Promise<bigint | Fault>;
}

const AMOUNT_AT = 64;
const AMOUNT_END = 72;
/** Bytes of a token account with room for extensions. */
const EXTENDED_ACCOUNT_BYTES = 300;
const TOKEN_ACCOUNTS_AGE_MS_MAX = 30_000;
const REMEMBERED_TABLES_MAX = 1_024;

/** Makes the eyes of a signer. Tables only ever grow: an entry that was read once stays. */
export function createSignerEyes(
  pool: NodePool,
  { monotonicMs }: { readonly monotonicMs: () => number },
): SignerEyes {
  const known = new Map<string, readonly string[]>();
  let held: { readonly atMs: number; readonly accounts: ReadonlySet<string> } | undefined;
  let rent: bigint | undefined;
  return {
    tablesOf: async ({ lookups }, tables) => {
      const missing = tables.filter((table, index) => {
        const { writableIndexes = [], readonlyIndexes = [] } = lookups[index] ?? {};
        const length = known.get(table)?.length ?? 0;
        return [...writableIndexes, ...readonlyIndexes].some((at) => at >= length);
      });
      if (missing.length > 0) {
        const reading = await pool.ask('getMultipleAccounts', async (node) =>
          node.accounts(missing),
        );
        if (isFault(reading)) return reading;
        if (known.size >= REMEMBERED_TABLES_MAX) known.clear();
        for (const [index, table] of missing.entries()) {
          known.set(table, readTable(reading.accounts[index] ?? null));
        }
      }
      return Object.fromEntries(tables.map((table) => [table, known.get(table) ?? []]));
    },
    wallet: async (wallet, tokenAccount) => {
      const reading = await pool.ask('getMultipleAccounts', async (node) =>
        node.accounts([wallet, tokenAccount]),
      );
      if (isFault(reading)) return reading;
      const [own, token] = reading.accounts;
      const { slot } = reading;
      return { slot, lamports: own?.lamports ?? 0n, tokenUnits: unitsOf(token?.data) };
    },
    mintOf: async (tokenAccount) => {
      const reading = await pool.ask('getMultipleAccounts', async (node) =>
        node.accounts([tokenAccount]),
      );
      if (isFault(reading)) return reading;
      const data = reading.accounts[0]?.data;
      if (data === undefined || data.length < AMOUNT_END) return undefined;
      return getAddressDecoder().decode(data);
    },
    tokenAccounts: async (wallet) => {
      const nowMs = monotonicMs();
      if (held !== undefined && nowMs - held.atMs < TOKEN_ACCOUNTS_AGE_MS_MAX) return held.accounts;
      const reading = await pool.ask('getTokenAccountsByOwner', async (node) =>
        Promise.all(
          [TOKEN_PROGRAM_ADDRESS, TOKEN_2022_PROGRAM_ADDRESS].map(async (program) =>
            node.tokenAccountsOf(wallet, program),
          ),
        ),
      );
      if (isFault(reading)) return reading;
      const accounts = new Set(reading.flat().map(({ address }) => address));
      held = { atMs: nowMs, accounts };
      return accounts;
    },
    tokenRent: async () => {
      if (rent !== undefined) return rent;
      const reading = await pool.ask('getMinimumBalanceForRentExemption', async (node) =>
        node.minimumRentLamports(EXTENDED_ACCOUNT_BYTES),
      );
      if (!isFault(reading)) rent = reading;
      return reading;
    },
  };
}

function unitsOf(data: Uint8Array | undefined): bigint {
  if (data === undefined || data.length < AMOUNT_END) return 0n;
  return new DataView(data.buffer, data.byteOffset, data.byteLength).getBigUint64(AMOUNT_AT, true);
}
