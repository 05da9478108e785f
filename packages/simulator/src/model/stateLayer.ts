import type { Account } from './account.ts';

/** Reads accounts as they are at some point of the chain. */
export interface AccountReader {
  read(address: string): Account | undefined;
}

/** State below all layers: what no fork can change any more. */
export type BaseState = Map<string, Account>;

/**
 * What one block changed, on top of the blocks before it. Branches share the layers of the blocks
 * they share, so a state at any block is read without copying any.
 */
export class StateLayer implements AccountReader {
  readonly #base: BaseState;
  /** Accounts that the block changed; `undefined` for one that is gone. Most blocks change none. */
  #changes: Map<string, Account | undefined> | undefined;
  #parent: StateLayer | undefined;

  constructor(base: BaseState, parent: StateLayer | undefined) {
    this.#base = base;
    // Empty blocks are the rule in a quiet chain; a walk need not stop at them.
    this.#parent = parent === undefined || parent.#changes ? parent : parent.#parent;
  }

  read(address: string): Account | undefined {
    return StateLayer.#readFrom(this, address);
  }

  /** Changes an account; `undefined` removes it. */
  write(address: string, account: Account | undefined): void {
    this.#changes ??= new Map();
    this.#changes.set(address, account);
  }

  /** Changes an account here if the block has changed it as well. */
  rewrite(address: string, change: (account: Account | undefined) => Account): void {
    const changes = this.#changes;
    if (changes?.has(address) === true) changes.set(address, change(changes.get(address)));
  }

  /** Moves the changes of the oldest layer to the base. */
  settle(): void {
    for (const [address, account] of this.#changes ?? []) {
      if (account === undefined) this.#base.delete(address);
      else this.#base.set(address, account);
    }
    this.#changes = undefined;
    this.#parent = undefined;
  }

  static #readFrom(newest: StateLayer, address: string): Account | undefined {
    let layer: StateLayer | undefined = newest;
    while (layer !== undefined) {
      const changes = layer.#changes;
      const changed = changes?.get(address);
      if (changed !== undefined) return changed;
      if (changes?.has(address) === true) return undefined;
      layer = layer.#parent;
    }
    return newest.#base.get(address);
  }
}
