import { sha256 } from '../platform/sha256.ts';
import type { Account } from './account.ts';
import { base58Text } from './base58Text.ts';
import {
  ancestorAt,
  BLOCKHASH_LIFE_BLOCKS,
  isInChainOf,
  type Block,
  type ExecutedTransaction,
  type Fork,
} from './block.ts';
import { StateLayer, type BaseState } from './stateLayer.ts';

/** Blocks as one node sees them at one moment. */
export interface ChainView {
  /** Newest block. */
  readonly processed: Block;
  readonly confirmed: Block;
  readonly finalized: Block;
}

/** Where a tree begins, and how much of the past it keeps as state. */
export interface BlockTreeOptions {
  readonly slot: bigint;
  readonly height: bigint;
  readonly seed: Uint8Array;
  /** Slots a block lies behind when it is final. */
  readonly finalitySlots: number;
  /** Slots by which a view may be late. */
  readonly lagSlotsMax: number;
}

/** What a moment looked like, for both kinds of followers. */
interface Moment {
  /** Slots since the first one. */
  readonly age: number;
  readonly living: ChainView;
  readonly dying: { readonly fork: Fork; readonly view: ChainView } | undefined;
}

/** Slots after which a block of an undisputed chain is confirmed. */
const CONFIRMATION_SLOTS = 1n;

/** Settled blocks that are kept at most: to take them out one by one costs more than the slot. */
const SETTLED_MAX = 512;

/**
 * The blocks of a chain: the branch that lives on, and at most one that will die. It knows what is
 * processed, confirmed and final at any moment, and what state each block leads to.
 */
export class BlockTree {
  readonly base: BaseState = new Map();
  readonly #options: BlockTreeOptions;
  readonly #finalitySlots: bigint;
  /** Slots after which nobody is shown a state without the changes of a block. */
  readonly #settledSlots: bigint;
  readonly #blocksByHash = new Map<string, Block>();
  readonly #hashes = new WeakMap<Block, string>();
  readonly #landings = new Map<string, ExecutedTransaction[]>();
  readonly #executed: ExecutedTransaction[] = [];
  readonly #executedByAddress = new Map<string, ExecutedTransaction[]>();
  /** The last ones, each at the place of its age in a ring. */
  readonly #moments: Moment[] = [];
  /** Blocks of the living branch from the first unsettled one on, and some older ones. */
  readonly #living: Block[] = [];
  /** How many of them are final, and how many are settled. */
  #finalCount = 0;
  #settledCount = 0;
  /** Blocks whose accounts a gift has to reach as well. */
  readonly #forkBlocks: Block[] = [];
  readonly firstSlot: bigint;
  #slot: bigint;
  #age = 0;
  #tip: Block;
  #finalized: Block;
  #fork: Fork | undefined;

  constructor(options: BlockTreeOptions) {
    this.#options = options;
    this.#finalitySlots = BigInt(options.finalitySlots);
    this.#settledSlots = BigInt(options.finalitySlots + options.lagSlotsMax);
    this.#slot = options.slot;
    this.firstSlot = options.slot;
    this.#tip = {
      slot: options.slot,
      height: options.height,
      parent: undefined,
      fork: undefined,
      layer: new StateLayer(this.base, undefined),
      executed: [],
      fate: 'finalized',
    };
    this.#finalized = this.#tip;
    this.#remember(false);
  }

  get slot(): bigint {
    return this.#slot;
  }

  /** Newest block of the branch that lives on. */
  get tip(): Block {
    return this.#tip;
  }

  get finalized(): Block {
    return this.#finalized;
  }

  get fork(): Fork | undefined {
    return this.#fork;
  }

  nextSlot(): bigint {
    this.#slot += 1n;
    this.#age += 1;
    return this.#slot;
  }

  beginFork(endSlot: bigint, followers: readonly boolean[]): Fork {
    this.#fork = { root: this.#tip, tip: this.#tip, endSlot, followers };
    return this.#fork;
  }

  /** Opens a block of this slot on one of the branches. */
  openBlock(branch: 'living' | 'dying'): Block {
    const fork = branch === 'dying' ? this.#fork : undefined;
    const parent = fork?.tip ?? this.#tip;
    const block = new OpenedBlock({
      slot: this.#slot,
      height: parent.height + 1n,
      parent,
      fork,
      layer: new StateLayer(this.base, parent.layer),
      executed: [],
      fate: 'open',
    });
    if (fork === undefined) {
      this.#tip = block;
      this.#living.push(block);
    } else {
      fork.tip = block;
      this.#forkBlocks.push(block);
    }
    return block;
  }

  /** Writes an execution into an open block. */
  addExecuted(executed: ExecutedTransaction): void {
    const { block, execution, transaction } = executed;
    for (const [address, account] of execution.writes) block.layer.write(address, account);
    block.executed.push(executed);
    const known = this.#landings.get(transaction.signature);
    if (known === undefined) this.#landings.set(transaction.signature, [executed]);
    else known.push(executed);
    this.#executed.push(executed);
    for (const address of transaction.accounts) {
      const list = this.#executedByAddress.get(address);
      if (list === undefined) this.#executedByAddress.set(address, [executed]);
      else list.push(executed);
    }
  }

  /** Gives the dying branch up. @returns its transactions that the living one does not have */
  endFork(): readonly ExecutedTransaction[] {
    const fork = this.#fork;
    if (fork === undefined) return [];
    this.#fork = undefined;
    const lost: ExecutedTransaction[] = [];
    for (let block = fork.tip; block !== fork.root && block.parent; block = block.parent) {
      block.fate = 'dead';
      lost.unshift(...block.executed);
    }
    return lost.filter(({ transaction }) => !this.find(transaction.signature, this.#tip));
  }

  /** Ends the slot: moves finality on and remembers how the chain looks now. */
  closeSlot(forkConfirms: boolean): void {
    const finalSlot = this.#slot - this.#finalitySlots;
    for (;;) {
      const block = this.#living[this.#finalCount];
      if (block === undefined || block.slot > finalSlot) break;
      this.#finalCount += 1;
      this.#finalized = block;
      block.fate = 'finalized';
    }
    this.#remember(forkConfirms);
    this.#settle();
  }

  /** How the chain looked to a follower of one branch some slots ago. */
  viewAt(lagSlots: number, nodeIndex: number): ChainView {
    const lag = Math.min(Math.max(0, lagSlots), this.#options.lagSlotsMax);
    const age = Math.max(0, this.#age - lag);
    const moment = this.#moments[age % (this.#options.lagSlotsMax + 1)];
    if (moment?.age !== age) {
      throw new Error(`The chain keeps no view of slot ${this.firstSlot + BigInt(age)}.`);
    }
    const { dying, living } = moment;
    return dying?.fork.followers[nodeIndex] === true ? dying.view : living;
  }

  /** Newest blocks of the branches that some node may still show: the one that lives first. */
  shownTips(): readonly Block[] {
    const { fork } = this.#forkBlocks.at(-1) ?? {};
    if (fork === undefined) return [this.#tip];
    const isShown = this.#slot - BigInt(this.#options.lagSlotsMax) <= fork.endSlot;
    return isShown ? [this.#tip, fork.tip] : [this.#tip];
  }

  /** An execution of a signature in the chain that ends with a block. */
  find(signature: string, tip: Block): ExecutedTransaction | undefined {
    return this.#landings.get(signature)?.find(({ block }) => isInChainOf(block, tip));
  }

  /** Every execution on any branch, in the order of blocks. */
  allExecuted(): readonly ExecutedTransaction[] {
    return this.#executed;
  }

  /** Every execution on any branch that names an address, in the order of blocks. */
  executedOf(address: string): readonly ExecutedTransaction[] {
    return this.#executedByAddress.get(address) ?? [];
  }

  /** Hash of a block. Made when it is first asked for: most blocks are never signed with. */
  blockhashOf(block: Block): string {
    const known = this.#hashes.get(block);
    if (known !== undefined) return known;
    const name = Buffer.from(`${block.slot} ${block.fork === undefined ? 'living' : 'dying'}`);
    const blockhash = base58Text(sha256(this.#options.seed, name));
    this.#hashes.set(block, blockhash);
    this.#blocksByHash.set(blockhash, block);
    return blockhash;
  }

  /** Block of a hash, on whatever branch. */
  blockOf(blockhash: string): Block | undefined {
    return this.#blocksByHash.get(blockhash);
  }

  /** Whether a transaction with this blockhash may stand in a block of this height after a block. */
  isBlockhashAlive(blockhash: string, parent: Block, height: bigint): boolean {
    const block = this.#blocksByHash.get(blockhash);
    return (
      block !== undefined &&
      isInChainOf(block, parent) &&
      height - block.height <= BLOCKHASH_LIFE_BLOCKS
    );
  }

  /** Changes an account everywhere at once, as if it had always been so. */
  rewrite(address: string, change: (account: Account | undefined) => Account): void {
    this.base.set(address, change(this.base.get(address)));
    for (const { layer } of this.#living) layer.rewrite(address, change);
    for (const { layer } of this.#forkBlocks) layer.rewrite(address, change);
  }

  #remember(forkConfirms: boolean): void {
    const fork = this.#fork;
    const living = this.#viewFrom(this.#tip, fork !== undefined && !forkConfirms);
    const dying =
      fork === undefined ? undefined : { fork, view: this.#viewFrom(fork.tip, !forkConfirms) };
    const age = this.#age;
    this.#moments[age % (this.#options.lagSlotsMax + 1)] = { age, living, dying };
  }

  /** While a fork is open and nobody is fooled, nothing above its root is confirmed. */
  #viewFrom(tip: Block, isDisputed: boolean): ChainView {
    const confirmed = ancestorAt(tip, this.#slot - CONFIRMATION_SLOTS);
    const root = this.#fork?.root;
    const isAbove = isDisputed && root !== undefined && confirmed.slot > root.slot;
    const undisputed = isAbove ? ancestorAt(root, this.#slot - CONFIRMATION_SLOTS) : confirmed;
    return { processed: tip, confirmed: undisputed, finalized: this.#finalized };
  }

  #settle(): void {
    const oldest = this.#slot - this.#settledSlots;
    for (;;) {
      const block = this.#living[this.#settledCount];
      if (block === undefined || block.slot >= oldest) break;
      block.layer.settle();
      this.#settledCount += 1;
    }
    if (this.#settledCount >= SETTLED_MAX) this.#forgetSettled();
    while (this.#forkBlocks[0] !== undefined && this.#forkBlocks[0].slot < oldest) {
      this.#forkBlocks.shift();
    }
  }

  #forgetSettled(): void {
    this.#living.splice(0, this.#settledCount);
    this.#finalCount -= this.#settledCount;
    this.#settledCount = 0;
  }
}

/**
 * A class, because the engine learns of object literals that many of them last, and makes the next
 * ones in old memory at once. There a block keeps its whole chain, long after its last use.
 */
class OpenedBlock implements Block {
  readonly slot: bigint;
  readonly height: bigint;
  readonly parent: Block | undefined;
  readonly fork: Fork | undefined;
  readonly layer: StateLayer;
  readonly executed: ExecutedTransaction[];
  fate: Block['fate'];

  constructor({ slot, height, parent, fork, layer, executed, fate }: Block) {
    this.slot = slot;
    this.height = height;
    this.parent = parent;
    this.fork = fork;
    this.layer = layer;
    this.executed = executed;
    this.fate = fate;
  }
}
