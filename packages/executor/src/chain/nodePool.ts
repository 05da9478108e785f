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

/** Makes a pool. The first node is preferred; the others are asked when it does not answer. */
export function createNodePool(nodes: readonly ChainNode[]): NodePool {
  return {
    nodes,
    ask: async (method, question) => {
      let last = { endpoint: 'none configured', reason: 'there is no node' };
      for (const node of nodes) {
        try {
          return await question(node);
        } catch (cause) {
          last = { endpoint: node.label, reason: reasonOf(cause) };
        }
      }
      return fault('RPC__UNAVAILABLE', { method, ...last });
    },
  };
}
