import type { Execution } from './executeTransaction.ts';
import type { LandingFate } from './modelTruth.ts';
import type { WireTransaction } from './readWire.ts';
import type { StateLayer } from './stateLayer.ts';

/** A branch that will die. The branch that lives on is no fork. */
export interface Fork {
  /** Last block that both branches have. */
  readonly root: Block;
  /** Slot in which the branch is given up. */
  readonly endSlot: bigint;
  /** For each node of the model, whether it follows this branch while it lives. */
  readonly followers: readonly boolean[];
  tip: Block;
}

/** A block of the model. */
export interface Block {
  readonly slot: bigint;
  readonly height: bigint;
  readonly parent: Block | undefined;
  /** Branch it is on; `undefined` for the one that lives on. */
  readonly fork: Fork | undefined;
  readonly layer: StateLayer;
  readonly executed: ExecutedTransaction[];
  fate: LandingFate;
}

/** A transaction in a block. */
export interface ExecutedTransaction {
  readonly transaction: WireTransaction;
  readonly execution: Execution;
  readonly block: Block;
}

/** Blocks that a blockhash may be old (Agave `MAX_PROCESSING_AGE`). */
export const BLOCKHASH_LIFE_BLOCKS = 150n;

/** Whether a chain that ends with one block has the other in it. */
export function isInChainOf(block: Block, tip: Block): boolean {
  if (block.slot > tip.slot) return false;
  if (block.fork !== undefined) return block.fork === tip.fork;
  return tip.fork === undefined || block.slot <= tip.fork.root.slot;
}

/** Newest block at or before a slot on the way back from a tip. */
export function ancestorAt(tip: Block, slot: bigint): Block {
  let block = tip;
  while (block.slot > slot && block.parent !== undefined) block = block.parent;
  return block;
}
