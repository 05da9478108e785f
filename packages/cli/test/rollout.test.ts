import { join } from 'node:path';

import type { ExecutionResult } from '@quantbot/core';
import type { RolloutStatus } from '@quantbot/workflows';
import { waitUntil } from '@quantbot/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { lamportsOf } from './support/chain.ts';
import { runQuantbot, type Variables } from './support/quantbot.ts';
import { ask, startServeCommand, type ServeCommand } from './support/server.ts';

const COMPARED_TIMEOUT_MS = 20_000;

describe('quantbot serve, while quantbot rollout moves its stage', () => {
  let server: ServeCommand;
  let variables: Variables;

  beforeAll(async () => {
    server = await startServeCommand(['--sandbox', '--slot-ms', '40']);
    const { configPath } = server.line.sandbox;
    variables = { EXECUTION_DATA_DIR: join(configPath, '..', 'data') };
  });

  afterAll(async () => {
    await server.stop();
  });

  const lamports = async () => lamportsOf(server.line.sandbox.rpcUrl, server.line.sandbox.wallet);

  async function trade(key: string, side: 'buy' | 'sell'): Promise<ExecutionResult> {
    const [token] = server.line.sandbox.tokens;
    const amount = side === 'buy' ? { amount: 0.1 } : { sellPortionBps: 10_000 };
    const { json } = await ask(server.line.url, {
      method: 'POST',
      path: '/v1/executions',
      headers: {
        authorization: `Bearer ${server.line.tokens.trade}`,
        'idempotency-key': key,
      },
      body: { tokenAddress: token?.mint, chain: 'solana', side, ...amount },
    });
    return json['result'] as ExecutionResult;
  }

  async function rollout(...args: readonly string[]): Promise<RolloutStatus> {
    const { stdout, status } = await runQuantbot(['rollout', ...args, '--json'], variables);
    expect(status).toBe(0);
    return JSON.parse(stdout) as RolloutStatus;
  }

  it('buys really without one, shadows new buys after a move, and sells really all the same', async () => {
    const bought = await trade('in', 'buy');
    expect(bought).toMatchObject({ success: true });
    expect(bought).not.toHaveProperty('simulated');
    expect(await rollout('status')).toMatchObject({ begun: false });

    await rollout('back', '--to', 'shadow', '--reason', 'the venue is odd');
    const before = await lamports();
    expect(await trade('in-2', 'buy')).toMatchObject({ success: true, simulated: true });
    expect(await trade('in', 'buy')).toMatchObject({ success: true, deduplicated: true });
    expect(await lamports()).toBe(before);
    await waitUntil(async () => (await rollout('status')).shadow.trades === 1, {
      timeoutMs: COMPARED_TIMEOUT_MS,
      description: 'the comparison',
    });

    const sold = await trade('out', 'sell');
    expect(sold).toMatchObject({ success: true });
    expect(sold).not.toHaveProperty('simulated');
    expect(await lamports()).toBeGreaterThan(before);
  });
});
