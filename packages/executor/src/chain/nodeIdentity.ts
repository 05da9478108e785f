import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { ChainNode } from './chainNode.ts';

/** Whether a node is on the chain that trades are on. */
export interface NodeIdentity {
  /**
   * Asks, unless the node told anybody a moment ago. Never rejects: no answer is no.
   *
   * @param sinceMs - Monotonic time at or after which it must have been asked. @defaultValue half a
   * minute ago
   */
  isOurs(sinceMs?: number): Promise<boolean>;
  /** Asks again next time: a node that fails may come back as another. */
  forget(): void;
}

/** What an identity is made of. */
export interface NodeIdentityParts {
  readonly node: Pick<ChainNode, 'genesisHash' | 'toldOursAtMs'>;
  /** Genesis hash that trades are bound to, `undefined` while nothing was signed or followed. */
  readonly genesisHash: () => string | undefined;
  readonly platform: Pick<ExecutorPlatform, 'monotonicMs'>;
  /** Called with the genesis hash of another chain, each time that it is found. */
  readonly onStranger: (genesisHash: string) => void;
}

/** Milliseconds for which an answer is good: an address can be pointed elsewhere at any time. */
const ASK_AGAIN_MS = 30_000;

/**
 * Keeps an eye on which chain a node is on. Nodes are compared at the start, but one that was silent
 * then, or was changed since, may be on another: a copy of a chain runs what was signed for it.
 */
export function createNodeIdentity(parts: NodeIdentityParts): NodeIdentity {
  const { node, genesisHash, platform, onStranger } = parts;
  /** When that was asked which was answered well, the last time. */
  let oursAtMs = -Infinity;
  let forgottenAtMs = -Infinity;
  /** As far as it is known here or was told to somebody else. */
  const toldAtMs = (): number => {
    const elsewhereAtMs = node.toldOursAtMs?.() ?? -Infinity;
    return elsewhereAtMs > forgottenAtMs ? Math.max(oursAtMs, elsewhereAtMs) : oursAtMs;
  };
  return {
    isOurs: async (sinceMs) => {
      const expected = genesisHash();
      const nowMs = platform.monotonicMs();
      const isKnown =
        sinceMs === undefined ? nowMs - toldAtMs() < ASK_AGAIN_MS : toldAtMs() >= sinceMs;
      if (expected === undefined || isKnown) return true;
      const found = await node.genesisHash().catch(() => undefined);
      if (found === expected) oursAtMs = Math.max(oursAtMs, nowMs);
      else if (found !== undefined) onStranger(found);
      return found === expected;
    },
    forget: () => {
      oursAtMs = -Infinity;
      forgottenAtMs = platform.monotonicMs();
    },
  };
}
