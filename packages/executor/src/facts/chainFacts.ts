import { isFault, type Fault } from '@quantbot/core';

import type { NodePool } from '../chain/nodePool.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { createRefreshedValue, type RefreshedValue } from './refreshedValue.ts';

/** A blockhash to sign with, and the height by which we hold it for dead. */
export interface FreshBlockhash {
  readonly blockhash: string;
  readonly lastValidBlockHeight: bigint;
  /** Slot at which it was read. */
  readonly slot: bigint;
  /** Height above which nothing signed with it can land, by our own reckoning. */
  readonly deathHeight: bigint;
}

/** Rents that a trade may have to lock, lamports. */
export interface RentFacts {
  /** Least balance of a wallet that pays fees. */
  readonly walletLamports: bigint;
  /** Token account of the classic token program. */
  readonly tokenAccountLamports: bigint;
  /** Token account of Token-2022 with room for the extensions an account can inherit. */
  readonly extendedTokenAccountLamports: bigint;
}

/** Facts of the chain that no trade waits for once they are warm. */
export interface ChainFacts {
  readonly blockhash: RefreshedValue<FreshBlockhash>;
  readonly rent: RefreshedValue<RentFacts>;
}

/** Blocks a blockhash stays usable (Agave `MAX_PROCESSING_AGE`). */
const BLOCKHASH_LIFE_BLOCKS = 150n;

/** Blocks added to every claimed end of life, for nodes that lag or count otherwise. */
const DEATH_ALLOWANCE_BLOCKS = 32n;

const TOKEN_ACCOUNT_BYTES = 165;
const EXTENDED_TOKEN_ACCOUNT_BYTES = 300;
const SECOND_MS = 1_000;

/** Longest wait for the height of a node, milliseconds. */
const HEIGHT_WAIT_MS = 500;

/** What the nodes show of the life of a blockhash. */
export interface ShownLife {
  /** End of its life as the node that gave it claims. */
  readonly claimedLastHeight: bigint;
  /** Highest processed heights that nodes showed at the same time. */
  readonly heights: readonly bigint[];
}

/**
 * The death height is ours: a node that claims too short a life, or that lags, must not make us
 * believe a live transaction dead. So the highest height that any node shows counts as well.
 */
export function deathHeightOf({ claimedLastHeight, heights }: ShownLife): bigint {
  const ends = heights.map((height) => height + BLOCKHASH_LIFE_BLOCKS);
  return ends.reduce(higher, claimedLastHeight) + DEATH_ALLOWANCE_BLOCKS;
}

/** What facts are read with. */
export interface ChainFactsOptions {
  readonly pool: NodePool;
  readonly platform: ExecutorPlatform;
  readonly rules: { readonly deathHeightOf: typeof deathHeightOf };
}

/** Makes the background-fresh facts of a chain. */
export function createChainFacts(options: ChainFactsOptions): ChainFacts {
  const { pool, platform } = options;
  return {
    blockhash: createRefreshedValue({
      platform,
      refreshAfterMs: SECOND_MS,
      ageMsMax: 4 * SECOND_MS,
      load: async () => loadBlockhash(options),
    }),
    rent: createRefreshedValue({
      platform,
      refreshAfterMs: 60 * SECOND_MS,
      ageMsMax: 600 * SECOND_MS,
      load: async () => loadRent(pool),
    }),
  };
}

async function loadBlockhash({
  pool,
  platform,
  rules,
}: ChainFactsOptions): Promise<FreshBlockhash | Fault> {
  const [reading, heights] = await Promise.all([
    pool.ask('getLatestBlockhash', async (node) => node.latestBlockhash()),
    shownHeights(pool, platform),
  ]);
  if (isFault(reading)) return reading;
  const claimedLastHeight = reading.lastValidBlockHeight;
  return { ...reading, deathHeight: rules.deathHeightOf({ claimedLastHeight, heights }) };
}

/** Heights the nodes show soon: a silent node must not make every blockhash old on arrival. */
async function shownHeights(pool: NodePool, platform: ExecutorPlatform): Promise<bigint[]> {
  const shown: bigint[] = [];
  const waiting = new AbortController();
  const answers = pool.nodes.map(async (node) => {
    shown.push(await node.blockHeight('processed'));
  });
  const timeUp = platform.delay(HEIGHT_WAIT_MS, waiting.signal).catch(() => undefined);
  await Promise.race([Promise.allSettled(answers), timeUp]);
  waiting.abort();
  return [...shown];
}

async function loadRent(pool: NodePool): Promise<RentFacts | Fault> {
  return pool.ask('getMinimumBalanceForRentExemption', async (node) => {
    const [walletLamports, tokenAccountLamports, extendedTokenAccountLamports] = await Promise.all([
      node.minimumRentLamports(0),
      node.minimumRentLamports(TOKEN_ACCOUNT_BYTES),
      node.minimumRentLamports(EXTENDED_TOKEN_ACCOUNT_BYTES),
    ]);
    return { walletLamports, tokenAccountLamports, extendedTokenAccountLamports };
  });
}

function higher(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
