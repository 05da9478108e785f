import type { SwapDecoder } from '@quantbot/core';
import type { SwapVenue } from '@quantbot/executor/simulation';
import { getBase58Decoder } from '@solana/kit';

import { sha256 } from '../platform/sha256.ts';
import { advanceSlot } from './advanceSlot.ts';
import { BlockTree } from './blockTree.ts';
import type { ChainCore } from './chainCore.ts';
import { calmWeather, type ChainWeather } from './chainWeather.ts';
import { createModelTruth } from './createModelTruth.ts';
import { deriveAddress } from './derivedAddress.ts';
import { addLamports, addTokens, makeMint } from './addTokens.ts';
import { createModelBlockEngine, type ModelBlockEngine } from './modelBlockEngine.ts';
import { createModelNode, type ModelNode } from './modelNode.ts';
import type { ModelPool, PoolOptions } from './modelPool.ts';
import { modelSwapDecoder } from './modelSwapDecoder.ts';
import type { ModelTruth } from './modelTruth.ts';
import {
  createModelVenue,
  quoteFrom,
  type ModelVenueOptions,
  type VenueQuestion,
} from './modelVenue.ts';
import { openModelPool } from './openModelPool.ts';
import { createPendingPool } from './pendingPool.ts';
import { createPriceMoves } from './priceMoves.ts';
import { SYSTEM_PROGRAM, TOKEN_PROGRAM, WRAPPED_SOL } from './programAddresses.ts';
import type { PoolQuote } from './quoteSwap.ts';
import { createSubmissionBook } from './submissionBook.ts';
import { TIP_ACCOUNTS } from './tipAccounts.ts';

/** How a model chain begins. */
export interface ModelChainOptions {
  /** A number at least 0 and below 1. All chance of the model comes from here. */
  readonly random: () => number;
  /** First slot. @defaultValue 250 000 000 */
  readonly slot?: bigint;
  /** Slots by which heights lie behind slots at the start; on mainnet more than 10 million. */
  readonly heightGap?: bigint;
  /** Nodes and who runs them. @defaultValue one node */
  readonly nodes?: readonly ModelNodeOptions[];
  /** Slots a node may lag at most; state that far back is kept. @defaultValue 64 */
  readonly lagSlotsMax?: number;
  /** Whether a transaction's signature is checked against its bytes. @defaultValue true */
  readonly verifiesSignatures?: boolean;
}

/** A node of the model. */
export interface ModelNodeOptions {
  /** Scheme and host by which answers name it. */
  readonly label: string;
  readonly operator: string;
}

/** What a slot brought. */
export interface SlotReport {
  readonly slot: bigint;
  /** Height of the chain's tip after the slot. */
  readonly blockHeight: bigint;
  /** Whether a block was made. */
  readonly hasBlock: boolean;
  /** Signatures executed in that block, failed ones included. */
  readonly executed: readonly string[];
  /** Whether a fork's dead branch was given up in this slot. */
  readonly endsFork: boolean;
}

/**
 * A Solana without network and without time: whoever holds it calls {@link advanceSlot} and asks its
 * nodes. It runs the transactions it is given, byte for byte.
 */
export interface ModelChain {
  readonly genesisHash: string;
  /** Chance, changeable at any moment. */
  readonly weather: ChainWeather;
  readonly nodes: readonly ModelNode[];
  readonly blockEngine: ModelBlockEngine;
  readonly truth: ModelTruth;
  readonly pools: readonly ModelPool[];
  /** Slot reached. */
  readonly slot: bigint;
  /** Height of the newest block of the branch that will live. */
  readonly blockHeight: bigint;
  /** Lets one slot pass. */
  advanceSlot(): SlotReport;
  /** Gives an address lamports out of nothing, as of the newest block. */
  fund(address: string, lamports: bigint): void;
  /**
   * Gives a wallet tokens of a pool, in its associated token account, out of nothing.
   *
   * @throws Error for a mint without a pool
   */
  fundTokens(wallet: string, mint: string, units: bigint): void;
  /**
   * Makes a mint with a pool against wrapped SOL.
   *
   * @throws Error when there is a pool of that symbol
   */
  openPool(options: PoolOptions): ModelPool;
  /** The pools as a venue. */
  venue(options: ModelVenueOptions): SwapVenue;
  /** A pool's price as of the newest block, and the instruction that takes it. */
  quote(question: VenueQuestion): PoolQuote | undefined;
  /** Reads the model's swaps; a composition root configures it beside the chain. */
  readonly swapDecoder: SwapDecoder;
}

const SLOT_DEFAULT = 250_000_000n;
const HEIGHT_GAP_DEFAULT = 22_000_000n;
const LAG_SLOTS_MAX_DEFAULT = 64;
const stranger = deriveAddress(SYSTEM_PROGRAM, [Buffer.from('stranger')]).address;

/** Slots behind the newest one at which a block is final (Solana: 31 confirmations and one). */
const FINALITY_SLOTS = 31;

const TIP_ACCOUNT_LAMPORTS = 1_000_000_000n;
const WRAPPED_SOL_DECIMALS = 9;

/** Makes a chain with one block and nothing in it but wrapped SOL and the tip accounts. */
export function createModelChain(options: ModelChainOptions): ModelChain {
  const { random } = options;
  const seed = sha256(Buffer.from(`model chain ${random()}`));
  const genesisHash = getBase58Decoder().decode(seed);
  const names = options.nodes ?? [{ label: 'http://model', operator: 'model' }];
  const core = createCore(options, { seed, nodeCount: names.length });
  const pools: ModelPool[] = [];
  const nodes = names.map((name, index) => createModelNode(core, { ...name, index, genesisHash }));
  const { tree } = core;
  const maker = { tree, prices: core.prices, stranger };
  makeGenesisAccounts(tree);
  const rest: Omit<ModelChain, keyof ChainProgress> = {
    genesisHash,
    weather: core.weather,
    nodes,
    blockEngine: createModelBlockEngine(core),
    truth: createModelTruth({
      tree,
      submissions: core.submissions,
      pending: core.pending,
      pools,
    }),
    pools,
    swapDecoder: modelSwapDecoder,
    advanceSlot: () => advanceSlot(core, pools),
    fund: (address, lamports) => {
      addLamports(tree, address, lamports);
    },
    fundTokens: (wallet, mint, units) => {
      const pool = pools.find((known) => known.mint === mint);
      if (pool === undefined) throw new Error(`There is no pool of ${mint}; open one first.`);
      addTokens(tree, { owner: wallet, mint, tokenProgram: pool.tokenProgram }, units);
    },
    openPool: (plan) => {
      if (pools.some(({ symbol }) => symbol === plan.symbol)) {
        throw new Error(`There is a pool of ${plan.symbol} already; give this one another symbol.`);
      }
      const pool = openModelPool(maker, plan);
      pools.push(pool);
      return pool;
    },
    quote: (question) => quoteFrom(tree.viewAt(0, -1).processed.layer, pools, question),
    venue: (venue) => createModelVenue(tree, pools, venue),
  };
  return Object.assign(new ChainProgress(tree), rest);
}

/**
 * How far a chain has come. An object with getters of its own would have a shape of its own as well,
 * which old memory keeps, and the whole chain with it, long after the last schedule that used it.
 */
class ChainProgress implements Pick<ModelChain, 'slot' | 'blockHeight'> {
  readonly #tree: BlockTree;

  constructor(tree: BlockTree) {
    this.#tree = tree;
  }

  get slot(): bigint {
    return this.#tree.slot;
  }

  get blockHeight(): bigint {
    return this.#tree.tip.height;
  }
}

function createCore(
  options: ModelChainOptions,
  parts: { readonly seed: Uint8Array; readonly nodeCount: number },
): ChainCore {
  const slot = options.slot ?? SLOT_DEFAULT;
  const tree = new BlockTree({
    slot,
    height: slot - (options.heightGap ?? HEIGHT_GAP_DEFAULT),
    seed: parts.seed,
    finalitySlots: FINALITY_SLOTS,
    lagSlotsMax: options.lagSlotsMax ?? LAG_SLOTS_MAX_DEFAULT,
  });
  return {
    tree,
    pending: createPendingPool(),
    submissions: createSubmissionBook(options.verifiesSignatures ?? true),
    bundles: new Map(),
    prices: createPriceMoves(stranger),
    weather: calmWeather(),
    nodeCount: parts.nodeCount,
    random: options.random,
  };
}

function makeGenesisAccounts(tree: BlockTree): void {
  makeMint(tree, {
    mint: WRAPPED_SOL,
    tokenProgram: TOKEN_PROGRAM,
    decimals: WRAPPED_SOL_DECIMALS,
  });
  for (const address of TIP_ACCOUNTS) addLamports(tree, address, TIP_ACCOUNT_LAMPORTS);
}
