import type { GuardedNode } from '../chain/guardNode.ts';
import type { Lane } from './lane.ts';

/** The public lane: every configured node, preflight skipped, no retries but our own. */
export function createRpcLane(nodes: readonly GuardedNode[]): Lane {
  return {
    name: 'rpc',
    endpoints: nodes.map((node) => ({
      lane: 'rpc',
      label: node.label,
      guard: node.sends,
      send: async (wire) => node.send(wire),
    })),
  };
}
