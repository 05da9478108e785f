import type { NodePool } from '../chain/nodePool.ts';
import type { Lane } from './lane.ts';

/** The public lane: every configured node, preflight skipped, no retries but our own. */
export function createRpcLane(pool: NodePool): Lane {
  return {
    name: 'rpc',
    send: async (wire) =>
      Promise.all(
        pool.nodes.map(async (node) => ({
          endpoint: node.label,
          answer: await node.send(wire),
        })),
      ),
  };
}
