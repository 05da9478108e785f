import {
  createSandboxSwapDecoder,
  TWO_FACED_ATTACK as ATTACK,
  TWO_FACED_PROGRAM_ADDRESS,
  TWO_FACED_PROGRAM_PATH,
} from '@quantbot/sandbox';
import type { AnyExecutionRequest } from '@quantbot/core';
import type { ExecutionAdapterConfig } from '@quantbot/executor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { WRAPPED_SOL } from '../support/chainView.ts';
import { createHeldLane } from '../support/heldLane.ts';
import { startTamperedVenue, type TamperedVenue } from '../support/tamperedVenue.ts';
import { startBench, succeeded, type BenchToken, type TestBench } from '../support/testBench.ts';
import { onlyOperator, openWithAllOperators, type OperatorRules } from '../support/twoOperators.ts';
import type { HostileProgram } from './hostileCase.ts';
import { openTwoFacedPool, routeThroughTwoFaces, type TwoFacedPool } from './programScene.ts';

/** Two operators over one chain, one of which lies together with a program that is allowed. */
let bench: TestBench;
let venue: TamperedVenue;
let pool: TwoFacedPool;

const BUY_LAMPORTS = 300_000_000n;

beforeAll(async () => {
  bench = await startBench({
    operators: 2,
    programs: [{ address: TWO_FACED_PROGRAM_ADDRESS, path: TWO_FACED_PROGRAM_PATH }],
  });
  venue = await startTamperedVenue(bench.sandbox.jupiterUrl);
  pool = await openTwoFacedPool(bench.sandbox);
  const adapter = bench.open();
  for (const token of [bench.spark, bench.nova]) {
    succeeded(await adapter.execute(request(token, 'buy', BUY_LAMPORTS * 4n)));
  }
});

afterAll(async () => {
  await venue.close();
  await bench.stop();
});

let keys = 0;

function request(
  { tokenAddress }: BenchToken,
  side: 'buy' | 'sell',
  units: bigint,
): AnyExecutionRequest {
  const amountBaseUnits = String(units);
  const idempotencyKey = `trade-${(keys += 1)}`;
  return { tokenAddress, chain: 'solana', side, idempotencyKey, amountBaseUnits };
}

/** An adapter that trades through the program with two faces, one trade at a time. */
function openAdapter(overrides: Partial<ExecutionAdapterConfig>) {
  return openWithAllOperators(bench, {
    jupiterEndpoint: venue.url,
    allowedPrograms: [...bench.sandbox.allowedPrograms, TWO_FACED_PROGRAM_ADDRESS],
    decoders: [createSandboxSwapDecoder(), createSandboxSwapDecoder(TWO_FACED_PROGRAM_ADDRESS)],
    limits: {
      tradeLamportsMax: 60_000_000_000n,
      solReserveLamportsMin: 10_000_000n,
      openTradesMax: 1,
    },
    ...overrides,
  });
}

async function route(
  token: BenchToken,
  side: 'buy' | 'sell',
  attack: Pick<HostileProgram, 'attack' | 'target' | 'hasSystem'>,
): Promise<void> {
  await pool.arm(false);
  const vaults = [await pool.vaultOf(WRAPPED_SOL), await pool.vaultOf(token)] as const;
  const ordered = side === 'buy' ? vaults : ([vaults[1], vaults[0]] as const);
  venue.tamper = (answer) => {
    routeThroughTwoFaces(answer, attack, { pool, vaults: ordered });
  };
}

/** What an operator tells that says of everything that a fifth, or a tenth, of it is there. */
const TELLS_LITTLE_SOL: OperatorRules = [
  { target: 'rpc', action: { kind: 'lieBalance', of: 'sol', shareBps: 2_000 } },
];
const TELLS_FEW_TOKENS: OperatorRules = [
  { target: 'rpc', action: { kind: 'lieBalance', of: 'tokens', shareBps: 1_000 } },
];

/** Trades while an operator lies; the program shows its other face once the bytes are signed. */
async function trade(
  asked: AnyExecutionRequest,
  { liar, lie, arms }: { liar: number; lie: OperatorRules; arms: boolean },
) {
  bench.sandbox.faults.apply(onlyOperator(bench, liar, lie));
  const lane = createHeldLane();
  const running = openAdapter({ platform: lane.platform }).execute(asked);
  await Promise.race([lane.firstHeld(), running]);
  await pool.arm(arms);
  lane.release();
  const result = await running;
  bench.sandbox.faults.clear();
  if (result.txSignature === undefined) throw new Error(JSON.stringify(result));
  return result;
}

describe.each([0, 1])('an operator that lies, named at place %i,', (liar) => {
  it('and a program that takes SOL besides the trade get the fee alone', async () => {
    await route(bench.spark, 'buy', {
      attack: ATTACK.takeSol,
      target: 'source',
      hasSystem: true,
    });
    const before = await bench.chain.holdings();
    const asked = request(bench.spark, 'buy', BUY_LAMPORTS);
    const result = await trade(asked, { liar, lie: TELLS_LITTLE_SOL, arms: true });
    const after = await bench.chain.holdings();
    expect(result).toMatchObject({ success: false, errorCode: 'CONFIRM__REVERTED' });
    expect(after.units).toEqual(before.units);
    expect(before.lamports - after.lamports).toBe(BigInt(result.fees?.totalFee ?? -1));
  });

  it.each(['spark', 'nova'] as const)(
    'and a program that takes all %s instead of what is sold get the fee alone',
    async (name) => {
      const token = bench[name];
      await route(token, 'sell', { attack: ATTACK.takeAllOfSource, target: 'source' });
      const before = await bench.chain.holdings();
      // Of what the liar tells of, nothing would be left to assert.
      const sold = (before.units[token.mint] ?? 0n) / 10n;
      const asked = request(token, 'sell', sold);
      const result = await trade(asked, { liar, lie: TELLS_FEW_TOKENS, arms: true });
      const after = await bench.chain.holdings();
      expect(result).toMatchObject({ success: false, errorCode: 'CONFIRM__REVERTED' });
      expect(after.units).toEqual(before.units);
      expect(before.lamports - after.lamports).toBe(BigInt(result.fees?.totalFee ?? -1));
    },
  );

  it('keeps no honest trade from landing', async () => {
    await route(bench.spark, 'buy', { attack: ATTACK.none, target: 'source' });
    const lie = [...TELLS_LITTLE_SOL, ...TELLS_FEW_TOKENS];
    const asked = request(bench.spark, 'buy', BUY_LAMPORTS);
    const result = await trade(asked, { liar, lie, arms: false });
    expect(result.success, result.error).toBe(true);
  });
});
