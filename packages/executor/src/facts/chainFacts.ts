import type { Fault } from '@quantbot/core';

import { askOperators, type Told } from '../chain/askOperators.ts';
import type { BlockhashReading, ChainNode } from '../chain/chainNode.ts';
import type { NodePool } from '../chain/nodePool.ts';
import { operatorsRequired } from '../chain/operatorsRequired.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { BLOCKHASH_LIFE_BLOCKS, plausibleLife, type ShownHeight } from './plausibleLife.ts';
import { createRefreshedValue, type RefreshedValue } from './refreshedValue.ts';
import { signingSlot } from './signingSlot.ts';

/** A blockhash to sign with, and the height by which we hold it for dead. */
export interface FreshBlockhash {
  readonly blockhash: string;
  readonly lastValidBlockHeight: bigint;
  /** Slot at which it was read, as two operators support it where two are required. */
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

/** Why that wait ends early. Without a reason every abort makes an error and its stack. */
const HEARD = 'heard';

/** Longest wait for a node to vouch for a blockhash, milliseconds. */
const VOUCHER_WAIT_MS = 500;

/** What the nodes show of the life of a blockhash. */
export interface ShownLife {
  /** End of its life as the node that gave it claims. */
  readonly claimedLastHeight: bigint;
  /** Processed heights of the nodes that knew the blockhash, shown at the same time. */
  readonly heights: readonly bigint[];
}

/**
 * The death height is ours: a node that claims too short a life, or that lags, must not make us
 * believe a live transaction dead. So the highest height of a node that knows the blockhash counts as
 * well.
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
  /** Genesis hash that trades are bound to. @defaultValue none, and no node is asked for its own */
  readonly genesisHash?: () => string | undefined;
  /** Whether one operator is enough even where two are configured. @defaultValue false */
  readonly allowSingleWitness?: boolean;
}

/** Makes the background-fresh facts of a chain. */
export function createChainFacts(options: ChainFactsOptions): ChainFacts {
  const { platform } = options;
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
      load: async () => loadRent(options),
    }),
  };
}

/**
 * Asks one node after another for a blockhash, until enough operators vouch for one. A node that
 * lags does not know the newest one, but the one that it gives itself is known to the others.
 */
async function loadBlockhash(options: ChainFactsOptions): Promise<FreshBlockhash | Fault> {
  return options.pool.ask('getLatestBlockhash', async (node) => {
    const reading = await node.latestBlockhash();
    const { vouchers, chains } = await findVouchers(options, reading.blockhash);
    refuseStranger(options, chains.get(node));
    return judgeBlockhash(options, { operator: node.operator, ...reading }, vouchers);
  });
}

/** A blockhash as one operator gave it. */
type GivenBlockhash = BlockhashReading & { readonly operator: string };

/**
 * One operator could make up a height that is far too low, and its word would make a death of what
 * lives. So the operator that gave the blockhash and another that knows it must tell how far the
 * chain has come: one of the two is honest, and the higher height counts.
 *
 * @throws Error with the reason why nothing may be signed with it.
 */
function judgeBlockhash(
  { pool, rules, slotGapMin = 0n, allowSingleWitness = false }: ChainFactsOptions,
  given: GivenBlockhash,
  vouchers: readonly ShownHeight[],
): FreshBlockhash {
  const { operator, blockhash, slot: readAtSlot, lastValidBlockHeight } = given;
  const operatorsMin = allowSingleWitness ? 1 : operatorsRequired(pool.nodes);
  const life = plausibleLife({ blockhash: given, heights: vouchers, slotGapMin });
  const { claimedLastHeight, heights, spreadBlocks, operators } = life;
  const [height, ...others] = heights;
  if (claimedLastHeight === undefined && height === undefined) {
    throw new Error(`it shows a slot where a height belongs: ${lastValidBlockHeight}`);
  }
  if (spreadBlocks > SPREAD_BLOCKS_MAX) {
    throw new Error(`the heights that nodes show lie ${spreadBlocks} blocks apart`);
  }
  if (operators < operatorsMin) {
    throw new Error(`only one operator vouches for the blockhash ${blockhash}`);
  }
  const slot = signingSlot([{ operator, slot: readAtSlot }, ...vouchers], operatorsMin);
  if (slot === undefined) throw new Error('the slots that operators show lie too far apart');
  // Without a claim that may be true the heights alone tell: no blockhash outlives them by more.
  const claimed = claimedLastHeight ?? others.reduce(higher, height ?? 0n) + BLOCKHASH_LIFE_BLOCKS;
  const deathHeight = rules.deathHeightOf({ claimedLastHeight: claimed, heights });
  return { blockhash, lastValidBlockHeight, slot, deathHeight };
}

/** What nodes say of a blockhash soon. */
interface Vouching {
  readonly vouchers: readonly ShownHeight[];
  /** Genesis hash of each node that told it. */
  readonly chains: ReadonlyMap<ChainNode, string>;
}

/**
 * What the nodes that know the blockhash show soon: one that does not know it lags or lies, and a
 * silent one must not make every blockhash old on arrival. Each is asked for its chain beside it: an
 * address can be pointed at another at any time, and what is there vouches for nothing.
 */
async function findVouchers(options: ChainFactsOptions, blockhash: string): Promise<Vouching> {
  const { pool, platform, genesisHash } = options;
  const chains = new Map<ChainNode, string>();
  const shown: ShownHeight[] = [];
  const waiting = new AbortController();
  const isBound = genesisHash?.() !== undefined;
  const identified = pool.nodes.map(async (node) => {
    if (isBound) chains.set(node, await node.genesisHash());
  });
  const answers = pool.nodes.map(async (node, index) => {
    const [{ slot, isKnown }, height] = await Promise.all([
      node.knowsBlockhash(blockhash),
      node.blockHeight('processed'),
      identified[index],
    ]);
    refuseStranger(options, chains.get(node));
    if (isKnown) shown.push({ operator: node.operator, slot, height });
  });
  const timeUp = platform.delay(VOUCHER_WAIT_MS, waiting.signal).catch(() => undefined);
  await Promise.race([Promise.allSettled([...answers, ...identified]), timeUp]);
  waiting.abort(HEARD);
  return { vouchers: [...shown], chains: new Map(chains) };
}

/** @throws Error when a node tells of another chain than trades are bound to, or does not tell. */
function refuseStranger({ genesisHash }: ChainFactsOptions, found: string | undefined): void {
  const expected = genesisHash?.();
  if (expected === undefined || found === expected) return;
  throw new Error(
    found === undefined
      ? 'it does not tell which chain it is on'
      : `it is on another chain (genesis ${found})`,
  );
}

/**
 * Rent is part of what a trade may take, so an operator that tells too much of it would lower the
 * balance that is asserted on chain: two have to tell the same, or one where one is enough.
 */
async function loadRent(options: ChainFactsOptions): Promise<RentFacts | Fault> {
  const { pool, allowSingleWitness = false } = options;
  const method = 'getMinimumBalanceForRentExemption';
  if (allowSingleWitness || operatorsRequired(pool.nodes) < 2) return pool.ask(method, rentBy);
  return askOperators(pool.nodes, {
    method,
    ask: rentBy,
    agree: (told) => {
      const sameAs = (one: Told<RentFacts>) => (other: Told<RentFacts>) =>
        other.operator !== one.operator && isSameRent(other.answer, one.answer);
      return told.find((one) => told.some(sameAs(one)))?.answer;
    },
  });
}

async function rentBy(node: ChainNode): Promise<RentFacts> {
  const [walletLamports, tokenAccountLamports, extendedTokenAccountLamports] = await Promise.all([
    node.minimumRentLamports(0),
    node.minimumRentLamports(TOKEN_ACCOUNT_BYTES),
    node.minimumRentLamports(EXTENDED_TOKEN_ACCOUNT_BYTES),
  ]);
  return { walletLamports, tokenAccountLamports, extendedTokenAccountLamports };
}

function isSameRent(one: RentFacts, other: RentFacts): boolean {
  return (
    one.walletLamports === other.walletLamports &&
    one.tokenAccountLamports === other.tokenAccountLamports &&
    one.extendedTokenAccountLamports === other.extendedTokenAccountLamports
  );
}

function higher(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
