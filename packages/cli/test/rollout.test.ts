import { join } from 'node:path';

import type { ExecutionResult } from '@quantbot/core';
import type { RolloutStatus } from '@quantbot/workflows';
import { waitUntil } from '@quantbot/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { lamportsOf } from './support/chain.ts';
import { runQuantbot, type Variables } from './support/quantbot.ts';
import { ask, startServeCommand, type ServeCommand } from './support/server.ts';

const COMPARED_TIMEOUT_MS = 120_000;

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

  async function shown(): Promise<object> {
    const headers = { authorization: `Bearer ${server.line.tokens.read}` };
    return (await ask(server.line.url, { path: '/v1/rollout', headers })).json;
  }

  async function moveByHttp(move: 'advance' | 'back') {
    const { status, json } = await ask(server.line.url, {
      method: 'POST',
      path: '/v1/rollout',
      headers: { authorization: `Bearer ${server.line.tokens.control}` },
      body: { move, reason: 'it compares well' },
    });
    return { status, json };
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

    expect(await shown()).toMatchObject({
      stage: 'shadow',
      begun: true,
      sizeCap: '10000000',
      shadow: { trades: 1, differences: [{ key: 'in-2' }] },
    });

    const sold = await trade('out', 'sell');
    expect(sold).toMatchObject({ success: true });
    expect(sold).not.toHaveProperty('simulated');
    expect(await lamports()).toBeGreaterThan(before);
  });

  it('moves by HTTP as well, with the name of the token and a reason, and refuses a leap', async () => {
    expect(await moveByHttp('advance')).toMatchObject({
      status: 200,
      json: { stage: 'canary', moves: [{ kind: 'advance', reason: 'it compares well' }, {}] },
    });
    for (let step = 0; step < 3; step += 1) await moveByHttp('back');
    const refused = await moveByHttp('back');
    expect(refused).toMatchObject({ status: 422, json: { code: 'ROLLOUT__MOVE_REFUSED' } });
  });
});
