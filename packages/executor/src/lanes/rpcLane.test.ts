import { describe, expect, it } from 'vitest';

import type { SendAnswer } from '../chain/chainNode.ts';
import { guardNode } from '../chain/guardNode.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createRpcLane } from './rpcLane.ts';

const WIRE = Uint8Array.from([1, 2, 3]);

describe('createRpcLane', () => {
  it('hands the same bytes to every node and tells what each said', async () => {
    const sent: Uint8Array[] = [];
    const answers: Record<string, SendAnswer> = {
      a: { kind: 'in-doubt', reason: 'timed out' },
      b: { kind: 'acknowledged' },
      c: { kind: 'refused', reason: 'malformed' },
    };
    const nodes = Object.entries(answers).map(([label, answer]) =>
      guardNode(
        createFakeChainNode({
          label,
          send: async (wire) => {
            sent.push(wire);
            return answer;
          },
        }),
        {
          platform: createFakePlatform(),
          budgets: { readsPerSecondMax: 1, sendsPerSecondMax: 1 },
        },
      ),
    );
    const lane = createRpcLane(nodes);
    expect(lane.name).toBe('rpc');
    const told = lane.endpoints.map(async (endpoint) => [
      endpoint.label,
      await endpoint.send(WIRE),
    ]);
    expect(Object.fromEntries(await Promise.all(told))).toEqual(answers);
    expect(sent).toEqual([WIRE, WIRE, WIRE]);
    expect(lane.endpoints.map(({ guard }) => guard.refusal()?.reason)).toEqual([
      'over budget',
      'over budget',
      'over budget',
    ]);
  });
});
