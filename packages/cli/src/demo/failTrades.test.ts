import { startSandbox, type Sandbox } from '@quantbot/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { readBalances, type Balances } from './chainBalances.ts';
import { failTrades } from './failTrades.ts';
import { openAdapter, type Scene } from './playSteps.ts';

const SLOT_MS = 40;
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ slotMs: SLOT_MS, tokenCount: 3 });
});

afterEach(async () => {
  await sandbox.stop();
});

async function fail(parts: Partial<Scene>) {
  const [token] = sandbox.tokens;
  if (token === undefined) throw new Error('the sandbox has no token');
  const { rpcUrl, wallet } = sandbox;
  const tokenPrograms = sandbox.tokens.map(({ tokenProgram }) => tokenProgram);
  const scene: Scene = {
    sandbox,
    token,
    slotMs: SLOT_MS,
    telemetry: createStderrTelemetry(),
    write: () => undefined,
    readBalances: async () => readBalances({ rpcUrl, wallet, tokenPrograms }),
    ...parts,
  };
  const adapter = openAdapter(scene, 'live');
  try {
    return await failTrades(scene, adapter);
  } finally {
    await adapter.close();
  }
}

describe('failTrades', () => {
  it('lets one trade of every other token fail on chain, for its fee alone', async () => {
    const failures = await fail({});
    expect(failures.map(({ errorCode, status }) => [errorCode, status])).toEqual([
      ['CONFIRM__REVERTED', 'failed'],
      ['CONFIRM__REVERTED', 'failed'],
    ]);
  });

  it('refuses a trade that did not fail', async () => {
    const full = { ...sandbox, emptyPool: () => Promise.resolve(() => Promise.resolve()) };
    await expect(fail({ sandbox: full })).rejects.toThrow('answered with a success');
  });

  it('refuses costs of which the chain says otherwise', async () => {
    const still: Balances = { lamports: 7n, tokens: new Map() };
    await expect(fail({ readBalances: () => Promise.resolve(still) })).rejects.toThrow(
      /cost 0 lamports on chain, \d+ by their answers/u,
    );
  });
});
