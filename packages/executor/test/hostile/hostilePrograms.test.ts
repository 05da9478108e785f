import { readFileSync } from 'node:fs';

import {
  createSandboxSwapDecoder,
  TWO_FACED_PROGRAM_ADDRESS,
  TWO_FACED_PROGRAM_PATH,
} from '@quantbot/sandbox';
import type { AnyExecutionRequest } from '@quantbot/core';
import { getTokenDecoder } from '@solana-program/token';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { WRAPPED_SOL } from '../support/chainView.ts';
import { createHeldLane } from '../support/heldLane.ts';
import { startBench, succeeded, type BenchToken, type TestBench } from '../support/testBench.ts';
import { startTamperedVenue, type TamperedVenue } from '../support/tamperedVenue.ts';
import { programAttacks } from './answers/programAttacks.ts';
import type { HostileProgram } from './hostileCase.ts';
import {
  callChain,
  openTwoFacedPool,
  routeThroughTwoFaces,
  type TwoFacedPool,
} from './programScene.ts';

const BUY_LAMPORTS = 300_000_000n;

let bench: TestBench;
let venue: TamperedVenue;
let pool: TwoFacedPool;

beforeAll(async () => {
  bench = await startBench({
    programs: [{ address: TWO_FACED_PROGRAM_ADDRESS, path: TWO_FACED_PROGRAM_PATH }],
  });
  venue = await startTamperedVenue(bench.sandbox.jupiterUrl);
  pool = await openTwoFacedPool(bench.sandbox);
  const adapter = bench.open();
  for (const token of [bench.spark, bench.nova]) {
    const amountBaseUnits = String(BUY_LAMPORTS * 4n);
    const key = `stock-${token.symbol}`;
    succeeded(await adapter.execute({ ...requestOf(token, 'buy', key), amountBaseUnits }));
  }
});

afterAll(async () => {
  await venue.close();
  await bench.stop();
});

function requestOf(
  { tokenAddress }: BenchToken,
  side: 'buy' | 'sell',
  key: string,
): AnyExecutionRequest {
  const idempotencyKey = key.replaceAll(/[^\w-]/gu, '-');
  const amounts =
    side === 'buy' ? { amountBaseUnits: String(BUY_LAMPORTS) } : { sellPortionBps: 1_000 };
  return { tokenAddress, chain: 'solana', side, idempotencyKey, ...amounts };
}

function tradeOf({ scene }: HostileProgram): { side: 'buy' | 'sell'; token: BenchToken } {
  return {
    side: scene.startsWith('buy') ? 'buy' : 'sell',
    token: scene.endsWith('SPARK') ? bench.spark : bench.nova,
  };
}

/** An adapter that trades through the program with two faces, one trade at a time. */
function openAdapter(overrides: Parameters<TestBench['open']>[0] = {}) {
  return bench.open({
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

async function setTrap(attack: HostileProgram): Promise<void> {
  await pool.arm(false);
  const { side, token } = tradeOf(attack);
  const vaults = [await pool.vaultOf(WRAPPED_SOL), await pool.vaultOf(token)] as const;
  const ordered = side === 'buy' ? vaults : ([vaults[1], vaults[0]] as const);
  venue.tamper = (answer) => routeThroughTwoFaces(answer, attack, { pool, vaults: ordered });
}

async function accountOf(token: BenchToken) {
  const account = await bench.chain.tokenAccountOf(token);
  const params = [account, { encoding: 'base64' }];
  const { value } = (await callChain(bench.sandbox.chainRpcUrl, 'getAccountInfo', params)) as {
    value: { data: [string, string] };
  };
  return getTokenDecoder().decode(Buffer.from(value.data[0], 'base64').subarray(0, 165));
}

describe('a program that', () => {
  it.each(programAttacks.map((attack) => [`${attack.name} (${attack.scene})`, attack] as const))(
    '%s',
    async (name, attack) => {
      await setTrap(attack);
      const { side, token } = tradeOf(attack);
      const before = await bench.chain.holdings();
      const lane = createHeldLane();
      const adapter = openAdapter({ platform: lane.platform });
      const running = adapter.execute(requestOf(token, side, name));
      // Simulated, approved, signed and on its way: only now the program shows its other face.
      await Promise.race([lane.firstHeld(), running]);
      await pool.arm(true);
      lane.release();
      const result = await running;
      const after = await bench.chain.holdings();
      if (result.txSignature === undefined) throw new Error(JSON.stringify(result));
      const status = await bench.chain.statusOf(result.txSignature);

      if (attack.verdict === 'fails on chain and costs its fee alone') {
        expect(result).toMatchObject({ success: false, errorCode: 'CONFIRM__REVERTED' });
        expect(status?.error).toMatchObject({ InstructionError: expect.anything() });
        expect(after.units).toEqual(before.units);
        expect(before.lamports - after.lamports).toBe(BigInt(result.fees?.totalFee ?? -1));
        expect(result.jitoTip).toBe(0);
      } else {
        expect(result.success, result.error).toBe(true);
        expect(status?.error).toBeNull();
        const sign = side === 'buy' ? 1n : -1n;
        const moved = (after.units[token.mint] ?? 0n) - (before.units[token.mint] ?? 0n);
        expect(moved * sign).toBeGreaterThan(0n);
      }
      const { owner, delegate, delegatedAmount } = await accountOf(token);
      expect(owner).toBe(bench.sandbox.wallet);
      expect(delegate).toEqual({ __option: 'None' });
      expect(delegatedAmount).toBe(0n);
    },
  );
});

describe('a program that is replaced between the approval and the landing', () => {
  it('takes nothing: the transaction fails and costs its fee alone', async () => {
    venue.tamper = undefined;
    const lane = createHeldLane();
    const adapter = bench.open({ platform: lane.platform });
    const before = await bench.chain.holdings();
    const running = adapter.execute(requestOf(bench.spark, 'buy', 'replaced'));
    await Promise.race([lane.firstHeld(), running]);
    const [program] = bench.sandbox.allowedPrograms;
    const thief = readFileSync(TWO_FACED_PROGRAM_PATH).toString('hex');
    await callChain(bench.sandbox.chainRpcUrl, 'surfnet_writeProgram', [program, thief, 0]);
    lane.release();
    const result = await running;
    const after = await bench.chain.holdings();
    expect(result).toMatchObject({ success: false, errorCode: 'CONFIRM__REVERTED', jitoTip: 0 });
    expect(after.units).toEqual(before.units);
    expect(before.lamports - after.lamports).toBe(BigInt(result.fees?.totalFee ?? -1));
  });
});
