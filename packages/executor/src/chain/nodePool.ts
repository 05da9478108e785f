import { fault, reasonOf, type Fault } from '@quantbot/core';

import type { ChainNode } from './chainNode.ts';

/** The configured nodes as one source of answers. */
export interface NodePool {
  readonly nodes: readonly ChainNode[];
  /**
   * Asks one node after another until one answers.
   *
   * @param method - Name of the question, for the fault.
   * @returns the first answer, or `RPC__UNAVAILABLE` with what the last node said.
   */
  ask<Answer>(
    method: string,
    question: (node: ChainNode) => Promise<Answer>,
  ): Promise<Answer | Fault>;
}

/**
 * Makes a pool. The node that answered last is asked first, so that a silent one costs its timeout
 * once and not at every question; to begin with that is the first node.
 */
export function createNodePool(nodes: readonly ChainNode[]): NodePool {
  let preferred = 0;
  return {
    nodes,
    ask: async (method, question) => {
      let last = { endpoint: 'none configured', reason: 'there is no node' };
      const order = [...nodes.keys()].map((index) => (preferred + index) % nodes.length);
      for (const index of order) {
        const node = nodes[index];
        if (node === undefined) continue;
        try {
          const answer = await question(node);
          preferred = index;
          return answer;
        } catch (cause) {
          last = { endpoint: node.label, reason: reasonOf(cause) };
        }
      }
      return fault('RPC__UNAVAILABLE', { method, ...last });
    },
  };
}
