import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { ChainNode } from './chainNode.ts';

/** Whether a node is on the chain that trades are on. */
export interface NodeIdentity {
  /** Asks, unless that was answered a moment ago. Never rejects: no answer is no. */
  isOurs(): Promise<boolean>;
  /** Asks again next time: a node that fails may come back as another. */
  forget(): void;
}

/** What an identity is made of. */
export interface NodeIdentityParts {
  readonly node: Pick<ChainNode, 'genesisHash'>;
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
  let oursUntilMs = -Infinity;
  return {
    isOurs: async () => {
      const expected = genesisHash();
      if (expected === undefined || platform.monotonicMs() < oursUntilMs) return true;
      const found = await node.genesisHash().catch(() => undefined);
      if (found === expected) oursUntilMs = platform.monotonicMs() + ASK_AGAIN_MS;
      else if (found !== undefined) onStranger(found);
      return found === expected;
    },
    forget: () => {
      oursUntilMs = -Infinity;
    },
  };
}
