import type { CallFailure } from './callFailure.ts';

/** An account as a node sees it. */
export interface ChainAccount {
  readonly lamports: bigint;
  /** Program that owns the account. */
  readonly owner: string;
  readonly data: Uint8Array;
}

/** An account and its address. */
export interface OwnedAccount extends ChainAccount {
  readonly address: string;
}

/** Accounts read together, in the order asked; `null` where there is none. */
export interface AccountsReading {
  readonly slot: bigint;
  readonly accounts: ReadonlyArray<ChainAccount | null>;
}

/** A blockhash and what the node says about its life. */
export interface BlockhashReading {
  readonly slot: bigint;
  readonly blockhash: string;
  /** Last block height at which it may be used, as the node claims. */
  readonly lastValidBlockHeight: bigint;
}

/** Whether a node knows a blockhash in its newest block. */
export interface BlockhashKnowledge {
  /** Slot of the block that was asked. */
  readonly slot: bigint;
  readonly isKnown: boolean;
}

/** Two answers about finality; the lower height counts. */
export interface FinalizedReading {
  /** Lower of the two heights the node gave for its finalized block. */
  readonly blockHeight: bigint;
  /** Slot of the finalized block. */
  readonly slot: bigint;
  /**
   * Slot less height of one and the same answer: how many slots brought no block so far. On one
   * chain it grows and never shrinks.
   */
  readonly slotGap: bigint;
}

/** Commitment at which a node has seen a transaction. */
export type SeenCommitment = 'processed' | 'confirmed' | 'finalized';

/** What a node knows of one signature. */
export interface SignatureStatus {
  readonly slot: bigint;
  readonly commitment: SeenCommitment;
  /** Why it failed, as JSON text; `null` when it ran. */
  readonly error: string | null;
}

/** Statuses in the order asked; `null` where the node knows nothing. */
export interface StatusesReading {
  readonly slot: bigint;
  readonly statuses: ReadonlyArray<SignatureStatus | null>;
}

/** How a simulation went. */
export interface SimulationReading {
  readonly slot: bigint;
  /** Why it failed, as JSON text; `null` when it ran. */
  readonly error: string | null;
  readonly logs: readonly string[];
  readonly computeUnits: bigint;
  /** Accounts as they would be after it, in the order asked; none when it failed. */
  readonly accounts: ReadonlyArray<ChainAccount | null>;
}

/** Balance of one token account before or after a transaction. */
export interface TokenBalance {
  readonly account: string;
  readonly mint: string;
  readonly owner: string;
  /** Base units. */
  readonly amount: bigint;
}

/** What a transaction did, from its own record. */
export interface TransactionReading {
  readonly slot: bigint;
  /** Why it failed, as JSON text; `null` when it ran. */
  readonly error: string | null;
  /** Fee as the node reports it. */
  readonly feeLamports: bigint;
  readonly accountAddresses: readonly string[];
  /** How many of the first `accountAddresses` signed; the very first paid the fee. */
  readonly signerCount: number;
  /** Lamports of each account before, in the order of `accountAddresses`. */
  readonly preLamports: readonly bigint[];
  readonly postLamports: readonly bigint[];
  readonly preTokenBalances: readonly TokenBalance[];
  readonly postTokenBalances: readonly TokenBalance[];
  readonly logs: readonly string[];
  readonly computeUnits: bigint;
}

/** One transaction in the history of an address. */
export interface HistoryEntry {
  readonly signature: string;
  readonly slot: bigint;
  readonly commitment: SeenCommitment;
  /** Why it failed, as JSON text; `null` when it ran. */
  readonly error: string | null;
}

/** Which part of a history to read. */
export interface HistoryPage {
  /** Most entries, 1 to 1000 (`getSignaturesForAddress`, Solana RPC). */
  readonly limit: number;
  /** Only what is older than this signature. */
  readonly before?: string;
  /** Only what is newer than this signature. */
  readonly until?: string;
  /** A node that has not come so far must not answer. */
  readonly minContextSlot?: bigint;
}

/** What a node answered to a send. Neither answer proves a landing or its absence. */
export type SendAnswer =
  | { readonly kind: 'acknowledged' }
  /** The node says it will not forward these bytes. Another may have. */
  | { readonly kind: 'refused'; readonly reason: string; readonly hint?: SendHint }
  /** Nobody knows whether the node has the bytes. */
  | {
      readonly kind: 'in-doubt';
      readonly reason: string;
      readonly hint?: SendHint;
      /** What it says about the endpoint; a failure when absent. */
      readonly failure?: CallFailure;
    };

/** `landed`: the words of the answer suggest a landing. A reason to look at once, never evidence. */
export type SendHint = 'landed';

/** Priority fee that landed recently on some accounts. */
export interface RecentFee {
  readonly slot: bigint;
  readonly microLamportsPerComputeUnit: bigint;
}

/**
 * One node. Reads reject with an Error when there is no answer; an answer is never an error.
 */
export interface ChainNode {
  /** Scheme and host, without the secrets that may stand in path and query. */
  readonly label: string;
  /** Who runs it. Two nodes of one operator are one witness. */
  readonly operator: string;
  genesisHash(): Promise<string>;
  /**
   * Monotonic time at which it was last asked for its chain and told ours, milliseconds; `undefined`
   * while that is not known. Only guarded nodes remember.
   */
  toldOursAtMs?(): number | undefined;
  latestBlockhash(): Promise<BlockhashReading>;
  blockHeight(commitment: 'processed' | 'confirmed'): Promise<bigint>;
  finalized(): Promise<FinalizedReading>;
  /** First block the node still has. */
  firstAvailableSlot(): Promise<bigint>;
  /** Whether the node's finalized block lets the blockhash be used. */
  isBlockhashValid(blockhash: string): Promise<boolean>;
  /** Whether its newest processed block does, as one that has come so far must know. */
  knowsBlockhash(blockhash: string): Promise<BlockhashKnowledge>;
  accounts(addresses: readonly string[], minContextSlot?: bigint): Promise<AccountsReading>;
  /** Accounts as of the newest final block. */
  finalAccounts(addresses: readonly string[]): Promise<AccountsReading>;
  /** Confirmed accounts with no more than their first bytes. */
  accountHeads(addresses: readonly string[], bytes: number): Promise<AccountsReading>;
  /** Token accounts of a token program that belong to a wallet, at confirmed commitment. */
  tokenAccountsOf(wallet: string, tokenProgram: string): Promise<readonly OwnedAccount[]>;
  signatureStatuses(
    signatures: readonly string[],
    options: { readonly searchHistory: boolean },
  ): Promise<StatusesReading>;
  transaction(
    signature: string,
    commitment: 'confirmed' | 'finalized',
  ): Promise<TransactionReading | null>;
  /** Transactions that name an address, newest first, at confirmed commitment. */
  signaturesOf(address: string, page: HistoryPage): Promise<readonly HistoryEntry[]>;
  /** Runs a transaction without its signature, and tells what accounts would be after it. */
  simulate(wire: Uint8Array, accounts: readonly string[]): Promise<SimulationReading>;
  recentFees(accounts: readonly string[]): Promise<readonly RecentFee[]>;
  minimumRentLamports(dataBytes: number): Promise<bigint>;
  send(wire: Uint8Array): Promise<SendAnswer>;
}
