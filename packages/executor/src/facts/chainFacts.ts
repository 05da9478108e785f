import { fault, isFault, type Fault } from '@quantbot/core';

import type { NodePool } from '../chain/nodePool.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import {
  BLOCKHASH_LIFE_BLOCKS,
  plausibleLife,
  type PlausibleLife,
  type ShownHeight,
} from './plausibleLife.ts';
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

/** Blocks added to every claimed end of life, for nodes that lag or count otherwise. */
const DEATH_ALLOWANCE_BLOCKS = 32n;

const TOKEN_ACCOUNT_BYTES = 165;
const EXTENDED_TOKEN_ACCOUNT_BYTES = 300;
const SECOND_MS = 1_000;

/**
 * Blocks that operators may be apart for something to be signed. Who lags and who lies cannot be
 * told, and too high a death height would keep a trade open for as long.
 */
const SPREAD_BLOCKS_MAX = 10_000n;

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
  /** Least gap between slot and height on this chain. @defaultValue 0 */
  readonly slotGapMin?: bigint;
}

/** Makes the background-fresh facts of a chain. */
export function createChainFacts(options: ChainFactsOptions): ChainFacts {
  const { pool, platform } = options;
  const agreed: AgreedHeight = { height: undefined, atMs: 0 };
  return {
    blockhash: createRefreshedValue({
      platform,
      refreshAfterMs: SECOND_MS,
      ageMsMax: 4 * SECOND_MS,
      load: async () => loadBlockhash(options, agreed),
    }),
    rent: createRefreshedValue({
      platform,
      refreshAfterMs: 60 * SECOND_MS,
      ageMsMax: 600 * SECOND_MS,
      load: async () => loadRent(pool),
    }),
  };
}

/** Height on which two operators agreed last, and when. */
interface AgreedHeight {
  height: bigint | undefined;
  atMs: number;
}

/** No chain makes blocks faster. */
const BLOCK_MS_MIN = 10;

/**
 * Whether the heights can be believed. Where the chain does not tell slots from heights, a lone
 * operator of several is believed only near what two agreed on before: if it lies about them while
 * the others are silent, its word would keep the trade open for as long as it likes.
 */
function isBelievable(
  { pool, platform, slotGapMin = 0n }: ChainFactsOptions,
  { operators, highest }: PlausibleLife,
  agreed: AgreedHeight,
): boolean {
  const configured = new Set(pool.nodes.map((node) => node.operator)).size;
  if (configured < 2 || slotGapMin > 0n) return true;
  const nowMs = platform.monotonicMs();
  if (operators >= 2) {
    agreed.height = highest;
    agreed.atMs = nowMs;
    return true;
  }
  if (agreed.height === undefined) return false;
  const blocksMax = BigInt(Math.ceil((nowMs - agreed.atMs) / BLOCK_MS_MIN));
  return highest <= agreed.height + SPREAD_BLOCKS_MAX + blocksMax;
}

async function loadBlockhash(
  options: ChainFactsOptions,
  agreed: AgreedHeight,
): Promise<FreshBlockhash | Fault> {
  const { pool, platform, rules, slotGapMin = 0n } = options;
  const [asked, shown] = await Promise.all([
    pool.ask('getLatestBlockhash', async (node) => ({
      operator: node.operator,
      label: node.label,
      reading: await node.latestBlockhash(),
    })),
    shownHeights(pool, platform),
  ]);
  if (isFault(asked)) return asked;
  const { operator, label: endpoint, reading } = asked;
  const blockhash = { operator, ...reading };
  const life = plausibleLife({ blockhash, heights: shown, slotGapMin });
  const { claimedLastHeight, heights, spreadBlocks } = life;
  if (spreadBlocks > SPREAD_BLOCKS_MAX) {
    const reason = `the heights that nodes show lie ${spreadBlocks} blocks apart`;
    return fault('RPC__UNAVAILABLE', { endpoint, method: 'getBlockHeight', reason });
  }
  if (!isBelievable(options, life, agreed)) {
    const reason = 'only one operator shows a height, and two have not agreed on one near it';
    return fault('RPC__UNAVAILABLE', { endpoint, method: 'getBlockHeight', reason });
  }
  const [height, ...others] = heights;
  if (claimedLastHeight === undefined && height === undefined) {
    const reason = `it shows a slot where a height belongs: ${reading.lastValidBlockHeight}`;
    return fault('RPC__UNAVAILABLE', { endpoint, method: 'getLatestBlockhash', reason });
  }
  // Without a claim that may be true the heights alone tell: no blockhash outlives them by more.
  const claimed = claimedLastHeight ?? others.reduce(higher, height ?? 0n) + BLOCKHASH_LIFE_BLOCKS;
  const deathHeight = rules.deathHeightOf({ claimedLastHeight: claimed, heights });
  return { ...reading, deathHeight };
}

/** Heights the nodes show soon: a silent node must not make every blockhash old on arrival. */
async function shownHeights(pool: NodePool, platform: ExecutorPlatform): Promise<ShownHeight[]> {
  const shown: ShownHeight[] = [];
  const waiting = new AbortController();
  const answers = pool.nodes.map(async (node) => {
    shown.push({ operator: node.operator, height: await node.blockHeight('processed') });
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
