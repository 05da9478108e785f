import { setTimeout as delay } from 'node:timers/promises';

import { findAssociatedTokenPda } from '@solana-program/token';
import { address, createSolanaRpc, signature as toSignature, type Address } from '@solana/kit';
import { WRAPPED_SOL_MINT } from '@quantbot/core';

import { readSettled } from './readSettled.ts';

/** A mint and its program. */
export interface MintAt {
  readonly mint: string;
  readonly tokenProgram: string;
}

/** What the chain itself says of a wallet. */
export interface WalletOnChain {
  /** Lamports of the wallet, wrapped ones included. */
  readonly lamports: bigint;
  /** Base units by mint; 0 where there is no account. */
  readonly units: ReadonlyMap<string, bigint>;
  /** Every transaction that names the wallet, and whether it ran. */
  readonly transactions: ReadonlyMap<string, 'ran' | 'failed'>;
}

const TOKEN_PROGRAM = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
const SIGNATURES_PER_PAGE = 1_000;
/** An embedded chain that takes longer has stopped for good. */
const TIMEOUT_MS = 60_000;
/** A slot is asked for again and again, so that one lost answer says nothing. */
const SLOT_TIMEOUT_MS = 5_000;
/** Nobody sends for a dead process, and what it sent lands within a blockhash's life. */
const READS_MAX = 100;
/** A token account of either program has its amount here. */
const AMOUNT_OFFSET = 64;

/** What one transaction did to a wallet, by its own record. */
export interface TransactionEffect {
  /** Lamports of the wallet, wrapped ones included. */
  readonly lamports: bigint;
  /** Base units by mint. */
  readonly units: ReadonlyMap<string, bigint>;
}

/** Reads wallets from the chain, past every proxy and without any code under test. */
export interface WalletChain {
  /** Balances and transactions of one moment. */
  read(wallet: string): Promise<WalletOnChain>;
  effectOf(signature: string, wallet: string): Promise<TransactionEffect>;
  slot(): Promise<bigint>;
  blockHeight(): Promise<bigint>;
}

function bounded(timeoutMs = TIMEOUT_MS) {
  return { abortSignal: AbortSignal.timeout(timeoutMs) };
}

/** Looks at the chain at this address for these tokens. */
export function createWalletChain(chainRpcUrl: string, tokens: readonly MintAt[]): WalletChain {
  const rpc = createSolanaRpc(chainRpcUrl);
  const mints: readonly MintAt[] = [
    ...tokens,
    { mint: WRAPPED_SOL_MINT, tokenProgram: TOKEN_PROGRAM },
  ];
  const readTransactions = async (wallet: Address): Promise<Map<string, 'ran' | 'failed'>> => {
    const found = new Map<string, 'ran' | 'failed'>();
    let before: Parameters<typeof rpc.getSignaturesForAddress>[1] = {};
    for (;;) {
      const page = await rpc
        .getSignaturesForAddress(wallet, {
          ...before,
          limit: SIGNATURES_PER_PAGE,
          commitment: 'confirmed',
        })
        .send(bounded());
      for (const { signature, err } of page) found.set(signature, err === null ? 'ran' : 'failed');
      const last = page.at(-1);
      if (last === undefined || page.length < SIGNATURES_PER_PAGE) return found;
      before = { before: last.signature };
    }
  };
  const readBalances = async (owner: Address): Promise<Omit<WalletOnChain, 'transactions'>> => {
    const accounts = await Promise.all(mints.map(async (token) => tokenAccountOf(owner, token)));
    const config = { encoding: 'base64', commitment: 'confirmed' } as const;
    const [{ value: own }, { value: tokenAccounts }] = await Promise.all([
      rpc.getBalance(owner, { commitment: 'confirmed' }).send(bounded()),
      rpc.getMultipleAccounts(accounts, config).send(bounded()),
    ]);
    const units = new Map<string, bigint>();
    for (const [index, { mint }] of mints.entries()) {
      const data = tokenAccounts[index]?.data[0];
      units.set(mint, data === undefined ? 0n : amountIn(data));
    }
    return unwrapped(own, units);
  };
  const readOnce = async (owner: Address): Promise<WalletOnChain> => {
    const transactions = await readTransactions(owner);
    return { ...(await readBalances(owner)), transactions };
  };
  const slot = async (): Promise<bigint> =>
    rpc.getSlot({ commitment: 'processed' }).send(bounded(SLOT_TIMEOUT_MS));
  const read = async (wallet: string): Promise<WalletOnChain> =>
    readSettled({
      readOnce: async () => readOnce(address(wallet)),
      slot,
      delay,
      readsMax: READS_MAX,
    });
  return {
    read,
    slot,
    blockHeight: async () => rpc.getBlockHeight({ commitment: 'processed' }).send(bounded()),
    effectOf: async (signature, wallet) => readEffect(rpc, signature, wallet),
  };
}

async function readEffect(
  rpc: ReturnType<typeof createSolanaRpc>,
  signature: string,
  wallet: string,
): Promise<TransactionEffect> {
  const found = await rpc
    .getTransaction(toSignature(signature), {
      encoding: 'json',
      commitment: 'confirmed',
      maxSupportedTransactionVersion: 0,
    })
    .send(bounded());
  const meta = found?.meta ?? undefined;
  if (found === null || meta === undefined) throw new Error(`${signature} has no record`);
  return effectOn(wallet, { accounts: found.transaction.message.accountKeys, ...meta });
}

/** What a node tells of a transaction, as far as it is needed. */
export interface TransactionRecord {
  readonly accounts: readonly string[];
  readonly preBalances: readonly bigint[];
  readonly postBalances: readonly bigint[];
  readonly preTokenBalances?: readonly TokenEntry[] | undefined;
  readonly postTokenBalances?: readonly TokenEntry[] | undefined;
}

interface TokenEntry {
  readonly accountIndex: number;
  readonly mint: string;
  readonly owner?: string | undefined;
  readonly uiTokenAmount: { readonly amount: string };
}

/** Works out what a transaction did to a wallet. */
export function effectOn(wallet: string, record: TransactionRecord): TransactionEffect {
  const { accounts, preBalances, postBalances } = record;
  const index = accounts.indexOf(wallet);
  const own = (postBalances[index] ?? 0n) - (preBalances[index] ?? 0n);
  const units = new Map<string, bigint>();
  const add = (
    entries: readonly TokenEntry[] | undefined,
    { sign, lamports }: { readonly sign: bigint; readonly lamports: readonly bigint[] },
  ): void => {
    for (const { accountIndex, mint, owner, uiTokenAmount } of entries ?? []) {
      // An account without lamports is gone, though the chain still lists its last balance.
      if (owner !== wallet || (lamports[accountIndex] ?? 0n) === 0n) continue;
      units.set(mint, (units.get(mint) ?? 0n) + sign * BigInt(uiTokenAmount.amount));
    }
  };
  add(record.preTokenBalances, { sign: -1n, lamports: preBalances });
  add(record.postTokenBalances, { sign: 1n, lamports: postBalances });
  return unwrapped(own, units);
}

/** Counts wrapped SOL as SOL. */
function unwrapped(
  own: bigint,
  units: Map<string, bigint>,
): { readonly lamports: bigint; readonly units: ReadonlyMap<string, bigint> } {
  const lamports = own + (units.get(WRAPPED_SOL_MINT) ?? 0n);
  units.delete(WRAPPED_SOL_MINT);
  return { lamports, units };
}

function amountIn(data: string): bigint {
  return Buffer.from(data, 'base64').readBigUInt64LE(AMOUNT_OFFSET);
}

async function tokenAccountOf(owner: Address, { mint, tokenProgram }: MintAt): Promise<Address> {
  const [account] = await findAssociatedTokenPda({
    owner,
    mint: address(mint),
    tokenProgram: address(tokenProgram),
  });
  return account;
}
