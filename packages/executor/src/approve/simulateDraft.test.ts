import { fault, isFault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { SimulationReading } from '../chain/chainNode.ts';
import { createNodePool } from '../chain/nodePool.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { draftOf, policyOf } from '../testing/policyFixtures.ts';
import { rosyAccounts } from '../testing/rosyAccounts.ts';
import { buyPlan, PLAN } from '../testing/tradeFixtures.ts';
import { lowerComputeUnitLimit } from '../transaction/computeUnitLimit.ts';
import { unsignedWire } from '../transaction/wireTransaction.ts';
import { simulateDraft } from './simulateDraft.ts';

const messageBytes = draftOf(buyPlan());
const policy = policyOf(buyPlan());
const inputs = { messageBytes, computeUnitLimitMax: 1_400_000, policy };

async function simulate(answer: Partial<SimulationReading> | Error) {
  const seen: Uint8Array[] = [];
  const node = createFakeChainNode({
    simulate: async (wire, addresses) => {
      seen.push(wire);
      if (answer instanceof Error) throw answer;
      const accounts = rosyAccounts(addresses);
      return { slot: 1n, error: null, logs: [], computeUnits: 0n, accounts, ...answer };
    },
  });
  return { result: await simulateDraft(createNodePool([node]), inputs), seen };
}

describe('simulateDraft', () => {
  it('runs the draft unsigned and lowers its limit to what it used and a margin', async () => {
    const { result, seen } = await simulate({ computeUnits: 100_000n });
    expect(seen).toEqual([unsignedWire(messageBytes)]);
    expect(result).toEqual({
      computeUnitLimit: 117_000,
      messageBytes: lowerComputeUnitLimit(messageBytes, 117_000),
    });
  });

  it('never asks for more than the draft did', async () => {
    const { result } = await simulate({ computeUnits: 1_390_000n });
    expect(result).toMatchObject({ computeUnitLimit: 1_400_000, messageBytes });
  });

  it('denies a draft whose swap says that the price has moved', async () => {
    const { result } = await simulate({
      error: '{"InstructionError":[6,{"Custom":6001}]}',
      logs: [`Program ${PLAN.swapProgram} failed: custom program error: 0x1771`],
    });
    expect(result).toMatchObject({ code: 'SIMULATE__SLIPPAGE_EXCEEDED' });
  });

  it('denies any other failure, with its program and the end of the log', async () => {
    const lines = Array.from({ length: 12 }, (_, index) => `line ${index}`);
    const { result } = await simulate({
      error: '{"InstructionError":[6,{"Custom":1}]}',
      logs: [...lines, `Program ${PLAN.swapProgram} failed: custom program error: 0x1`],
    });
    expect(result).toMatchObject({ code: 'SIMULATE__FAILED' });
    if (!isFault(result)) throw new Error('not refused');
    expect(result.context['logs']).toHaveLength(8);
    expect(result.message).toContain(PLAN.swapProgram);
    const silent = await simulate({ error: '"AccountNotFound"' });
    expect(silent.result).toEqual(
      fault('SIMULATE__FAILED', { reason: '"AccountNotFound"', logs: [] }),
    );
  });

  it('denies a draft after which the wallet would not be what the trade allows', async () => {
    const { result } = await simulate({ accounts: [] });
    expect(result).toMatchObject({
      code: 'SIMULATE__STATE_NOT_ALLOWED',
      context: { account: PLAN.wallet, field: 'lamports' },
    });
  });

  it('denies when no node simulates', async () => {
    const { result } = await simulate(new Error('429'));
    expect(result).toMatchObject({ code: 'RPC__UNAVAILABLE' });
  });
});
