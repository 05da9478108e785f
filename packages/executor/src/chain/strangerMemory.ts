import { fault, type Fault } from '@quantbot/core';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/** Whether one node turned out to be on another chain, while it is used. */
export interface StrangerMemory {
  /**
   * Notes what the node says of its chain.
   *
   * @param askedAtMs - When it was asked, milliseconds of the monotonic clock.
   */
  note(genesisHash: string, askedAtMs: number): void;
  /** When it was last asked and told of our chain; `undefined` when it failed or told otherwise since. */
  toldOursAtMs(): number | undefined;
  /** A node that fails may come back as another: it has to tell again. */
  forget(): void;
  /** Why the node is not believed, `undefined` while it is. */
  fault(): Fault | undefined;
}

/** What a memory is made of. */
export interface StrangerMemoryParts {
  readonly label: string;
  /** Genesis hash that trades are bound to, `undefined` while nothing was signed or followed. */
  readonly bound: () => string | undefined;
  readonly platform: Pick<ExecutorPlatform, 'monotonicMs'>;
  /** Called with the genesis hash of another chain, each time that it is told. */
  readonly onStranger: (genesisHash: string) => void;
}

/**
 * Milliseconds that a node must have told of no other chain to be believed again. A gateway that
 * mixes two clusters says one thing now and the other a moment later.
 */
const DISTRUST_MS = 30_000;

/** The node is on another chain: what it tells of ours is nothing. */
export class StrangerNodeError extends Error {
  constructor(label: string) {
    super(`${label} is on another chain`);
    this.name = 'StrangerNodeError';
  }
}

/** Makes the memory of a node of which nothing is known. */
export function createStrangerMemory(parts: StrangerMemoryParts): StrangerMemory {
  const { label: endpoint, bound, platform, onStranger } = parts;
  let told: { readonly genesisHash: string; readonly askedAtMs: number } | undefined;
  let forgottenAtMs = -Infinity;
  let found: { readonly problem: Fault; readonly atMs: number } | undefined;
  return {
    // Compared when it is asked for: at the start nodes tell before anything is bound to a chain.
    toldOursAtMs: () =>
      told !== undefined && told.genesisHash === bound() ? told.askedAtMs : undefined,
    forget: () => {
      told = undefined;
      forgottenAtMs = platform.monotonicMs();
    },
    note: (genesisHash, askedAtMs) => {
      if (askedAtMs >= forgottenAtMs) told = { genesisHash, askedAtMs };
      const expected = bound();
      if (expected === undefined) return;
      const nowMs = platform.monotonicMs();
      if (genesisHash === expected) {
        if (found !== undefined && nowMs - found.atMs >= DISTRUST_MS) found = undefined;
        return;
      }
      const problem = fault('RPC__CHAIN_MISMATCH', { endpoint, genesisHash });
      found = { problem, atMs: nowMs };
      onStranger(genesisHash);
    },
    fault: () => found?.problem,
  };
}
