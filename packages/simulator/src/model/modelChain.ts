import type { SwapDecoder } from '@quantbot/core';
import type { SwapVenue } from '@quantbot/executor/simulation';

import type { ChainWeather } from './chainWeather.ts';
import type { ModelBlockEngine } from './modelBlockEngine.ts';
import type { ModelNode } from './modelNode.ts';
import type { PoolOptions, ModelPool } from './modelPool.ts';
import type { ModelTruth } from './modelTruth.ts';

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
  /** Gives a wallet tokens of a pool, in its associated token account, out of nothing. */
  fundTokens(wallet: string, mint: string, units: bigint): void;
  /** Makes a mint with a pool against wrapped SOL. */
  openPool(options: PoolOptions): ModelPool;
  /** The pools as a venue that quotes from one node's view, the first one's if none is named. */
  venue(nodeIndex?: number): SwapVenue;
  /** Reads the model's swaps; a composition root configures it beside the chain. */
  readonly swapDecoder: SwapDecoder;
}
