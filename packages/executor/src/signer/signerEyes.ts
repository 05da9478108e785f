import { isFault, type Fault } from '@quantbot/core';
import { getAddressDecoder, type Address } from '@solana/kit';

import { askOperators } from '../chain/askOperators.ts';
import type { AccountsReading, ChainNode } from '../chain/chainNode.ts';
import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import type { LookupTables } from '../approve/decodeMessage.ts';
import type { CompiledMessage } from '../approve/readMessage.ts';
import { createTableReader } from './createTableReader.ts';

/** What the signer sees of its wallet on chain, by nodes of its own. */
export interface WalletReading {
  /** Slot of the reading; of several, the oldest. */
  readonly slot: bigint;
  /** SOL of the wallet, wrapped SOL included: unwrapping makes one of the other. */
  readonly lamports: bigint;
  /** Part of it that is wrapped. */
  readonly wrappedLamports: bigint;
  /** Base units in the token account, 0 where there is none. */
  readonly tokenUnits: bigint;
}

/** Accounts that a wallet reading is about. */
export interface WalletPlaces {
  readonly wallet: Address;
  readonly wrappedSolAccount: Address;
  readonly tokenAccount: Address;
}

/**
 * Reads from the signer's own nodes. Where they have two operators, two have to answer; what they
 * tell differently is taken as it lets the least leave.
 */
export interface SignerEyes {
  /** The tables that a message takes accounts from, as the chain has them. */
  tablesOf(message: CompiledMessage, tables: readonly string[]): Promise<LookupTables | Fault>;
  /** The highest that operators tell: one that tells less would let more leave. */
  wallet(places: WalletPlaces): Promise<WalletReading | Fault>;
  /** Mint that a token account holds, `undefined` where there is no such account. */
  mintOf(tokenAccount: Address): Promise<Address | Fault | undefined>;
  /** Addresses of every token account that any operator knows of, read at most so often. */
  tokenAccounts(wallet: Address): Promise<ReadonlySet<string> | Fault>;
  /** Rent of a token account with extensions, lamports. */
  tokenRent(): Promise<bigint | Fault>;
}

/** What eyes are made of. */
export interface SignerEyesParts {
  readonly nodes: readonly ChainNode[];
  /** Chain that every node has to serve: one that was silent at the start is held against it later. */
  readonly genesisHash: string;
  readonly monotonicMs: () => number;
}

const AMOUNT_AT = 64;
const AMOUNT_END = 72;
/** Bytes of a token account with room for extensions. */
const EXTENDED_ACCOUNT_BYTES = 300;
const TOKEN_ACCOUNTS_AGE_MS_MAX = 30_000;

/** Makes the eyes of a signer. */
export function createSignerEyes(parts: SignerEyesParts): SignerEyes {
  const { genesisHash, monotonicMs } = parts;
  let held: { readonly atMs: number; readonly accounts: ReadonlySet<string> } | undefined;
  let rent: bigint | undefined;
  const nodes = parts.nodes.map((node) => onSameChain(node, genesisHash));
  return {
    tablesOf: createTableReader(nodes),
    wallet: async ({ wallet, wrappedSolAccount, tokenAccount }) =>
      askOperators(nodes, {
        method: 'getMultipleAccounts',
        ask: async (node) => node.accounts([wallet, wrappedSolAccount, tokenAccount]),
        agree: (told) => leastLeaving(told.map(({ answer }) => answer)),
      }),
    mintOf: async (tokenAccount) => {
      const read = await askOperators(nodes, {
        method: 'getMultipleAccounts',
        ask: async (node) => {
          const data = (await node.accounts([tokenAccount])).accounts[0]?.data;
          if (data === undefined || data.length < AMOUNT_END) return undefined;
          return getAddressDecoder().decode(data);
        },
        // Nobody is believed: the account has to be derived from what is told.
        agree: (told) => ({ mint: told.find(({ answer }) => answer !== undefined)?.answer }),
      });
      return isFault(read) ? read : read.mint;
    },
    tokenAccounts: async (wallet) => {
      const nowMs = monotonicMs();
      if (held !== undefined && nowMs - held.atMs < TOKEN_ACCOUNTS_AGE_MS_MAX) return held.accounts;
      const accounts = await askOperators(nodes, {
        method: 'getTokenAccountsByOwner',
        ask: async (node) => tokenAccountsBy(node, wallet),
        agree: (told) => new Set(told.flatMap(({ answer }) => answer)),
      });
      if (!isFault(accounts)) held = { atMs: nowMs, accounts };
      return accounts;
    },
    tokenRent: async () => {
      if (rent !== undefined) return rent;
      const read = await askOperators(nodes, {
        method: 'getMinimumBalanceForRentExemption',
        ask: async (node) => node.minimumRentLamports(EXTENDED_ACCOUNT_BYTES),
        agree: (told) => highest(told.map(({ answer }) => answer)),
      });
      if (!isFault(read)) rent = read;
      return read;
    },
  };
}

/** The node, once it has shown that it serves the chain: before that it is asked nothing else. */
function onSameChain(node: ChainNode, genesisHash: string): ChainNode {
  let isVerified = false;
  const verify = async (): Promise<ChainNode> => {
    if (isVerified) return node;
    const told = await node.genesisHash();
    if (told !== genesisHash) throw new Error(`it serves another chain, genesis ${told}`);
    isVerified = true;
    return node;
  };
  return {
    ...node,
    accounts: async (...asked) => (await verify()).accounts(...asked),
    tokenAccountsOf: async (...asked) => (await verify()).tokenAccountsOf(...asked),
    minimumRentLamports: async (dataBytes) => (await verify()).minimumRentLamports(dataBytes),
  };
}

async function tokenAccountsBy(node: ChainNode, wallet: Address): Promise<readonly string[]> {
  const lists = await Promise.all(
    [TOKEN_PROGRAM_ADDRESS, TOKEN_2022_PROGRAM_ADDRESS].map(async (program) =>
      node.tokenAccountsOf(wallet, program),
    ),
  );
  return lists.flat().map(({ address }) => address);
}

/** What several nodes tell of one wallet, taken as it lets the least leave. */
function leastLeaving(told: readonly AccountsReading[]): WalletReading {
  const readings = told.map(({ slot, accounts }) => {
    const [own, wrapped, token] = accounts;
    const wrappedLamports = unitsOf(wrapped?.data);
    const lamports = (own?.lamports ?? 0n) + wrappedLamports;
    return { slot, lamports, wrappedLamports, tokenUnits: unitsOf(token?.data) };
  });
  return {
    slot: readings.map(({ slot }) => slot).reduce(lower),
    lamports: highest(readings.map(({ lamports }) => lamports)),
    wrappedLamports: highest(readings.map(({ wrappedLamports }) => wrappedLamports)),
    tokenUnits: highest(readings.map(({ tokenUnits }) => tokenUnits)),
  };
}

function unitsOf(data: Uint8Array | undefined): bigint {
  if (data === undefined || data.length < AMOUNT_END) return 0n;
  return new DataView(data.buffer, data.byteOffset, data.byteLength).getBigUint64(AMOUNT_AT, true);
}

function highest(values: readonly bigint[]): bigint {
  return values.reduce((left, right) => (left > right ? left : right), 0n);
}

function lower(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}
