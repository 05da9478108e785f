import { describe, expect, it } from 'vitest';

import type { SendAnswer } from '../chain/chainNode.ts';
import { createNodePool } from '../chain/nodePool.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createRpcLane } from './rpcLane.ts';

const WIRE = Uint8Array.from([1, 2, 3]);

describe('createRpcLane', () => {
  it('hands the same bytes to every node and keeps what each said', async () => {
    const sent: Uint8Array[] = [];
    const answers: Record<string, SendAnswer> = {
      a: { kind: 'in-doubt', reason: 'timed out' },
      b: { kind: 'acknowledged' },
      c: { kind: 'refused', reason: 'malformed' },
    };
    const nodes = Object.entries(answers).map(([label, answer]) =>
      createFakeChainNode({
        label,
        send: async (wire) => {
          sent.push(wire);
          return answer;
        },
      }),
    );
    const lane = createRpcLane(createNodePool(nodes));
    expect(lane.name).toBe('rpc');
    expect(await lane.send(WIRE)).toEqual(
      Object.entries(answers).map(([endpoint, answer]) => ({ endpoint, answer })),
    );
    expect(sent).toEqual([WIRE, WIRE, WIRE]);
  });

  it('has nothing to say without nodes', async () => {
    expect(await createRpcLane(createNodePool([])).send(WIRE)).toEqual([]);
  });
});
