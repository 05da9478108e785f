/** What became of an executed transaction. */
export type LandingFate =
  /** In a block that may still be given up. */
  | 'open'
  | 'finalized'
  /** In a block that was given up: it never happened. */
  | 'dead';

/** Change of one account by one transaction. */
export interface BalanceChange {
  readonly account: string;
  readonly lamports: bigint;
  /** Base units of the mint, for token accounts. */
  readonly units: bigint;
  readonly mint: string | undefined;
  /** Owner of the token account. */
  readonly owner: string | undefined;
}

/** One execution of one transaction in one block. */
export interface Landing {
  readonly signature: string;
  readonly feePayer: string;
  readonly slot: bigint;
  readonly blockHeight: bigint;
  readonly fate: LandingFate;
  /** Why it failed, as JSON text; `null` when it ran. */
  readonly error: string | null;
  readonly feeLamports: bigint;
  /** Every account whose lamports or tokens changed. */
  readonly changes: readonly BalanceChange[];
}

/** Bytes that were handed to the chain. */
export interface Submission {
  readonly signature: string;
  readonly wire: Uint8Array;
  /** Every time they were handed in, first to last. */
  readonly handed: ReadonlyArray<{
    readonly slot: bigint;
    /** Label of the node, or of the block engine. */
    readonly by: string;
  }>;
}

/** The chain as it looks to those who follow one branch. */
export interface Branch {
  lamports(address: string): bigint;
  hasLanded(signature: string): boolean;
}

/** What really happened, for whoever judges answers. No node's view and no lie is in it. */
export interface ModelTruth {
  /** Every execution on every branch, in the order of blocks. */
  landings(): readonly Landing[];
  /** Executions whose fee a wallet paid. */
  landingsOf(wallet: string): readonly Landing[];
  /** The execution that counts: final, or in a block of the living branch. */
  landing(signature: string): Landing | undefined;
  /** Last height at which a transaction with a blockhash may stand, by the chain's own books. */
  lastValidBlockHeight(blockhash: string): bigint | undefined;
  /**
   * Whether bytes are in a block that is not final yet, or may still come into one: false for what
   * was never handed in, and for what is final.
   */
  canStillLand(signature: string): boolean;
  /** Transactions and bundles on their way to a leader: with none, no block brings anything. */
  waiting(): number;
  /** All bytes ever handed in, one entry for each different byte string. */
  submissions(): readonly Submission[];
  /** Lamports of an address as of the finalized block. */
  lamports(address: string): bigint;
  /** Lamports of an address as of the newest block of the branch that will live. */
  livingLamports(address: string): bigint;
  /** Branches that nodes may show as the chain: the one that lives first. */
  branches(): readonly Branch[];
  /** Base units a wallet holds of a mint in its associated token account, as of the finalized block. */
  units(wallet: string, mint: string): bigint;
  /** Slot and height of the finalized block. */
  finalized(): { readonly slot: bigint; readonly blockHeight: bigint };
}
