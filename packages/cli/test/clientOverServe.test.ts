import { createExecutionClient, type ExecutionClient } from '@quantbot/client';
import { createTokenAddress } from '@quantbot/core';
import { executionPortContract } from '@quantbot/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { lamportsOf } from './support/chain.ts';
import { startServeCommand, type ServeCommand } from './support/server.ts';

let server: ServeCommand;
let client: ExecutionClient;

beforeAll(async () => {
  server = await startServeCommand(['--sandbox', '--slot-ms', '40']);
  client = createExecutionClient({ url: server.line.url, token: server.line.tokens.trade });
});

afterAll(async () => {
  await server.stop();
});

/** The cases are listed before the server runs, so the mint is asked for when it is used. */
const token = {
  get mint() {
    return server?.line.sandbox.tokens[0]?.mint ?? 'So11111111111111111111111111111111111111113';
  },
  decimals: 6,
};

describe('the client of quantbot serve, as an ExecutionPort', () => {
  const cases = executionPortContract({
    createPort: async () => ({ port: client, close: async () => undefined }),
    token,
    readsMint: true,
    // Every request gets a key of its own, so that none attaches to another.
    attachesWithoutKey: false,
  });
  it.each(cases.map((contractCase) => [contractCase.name, contractCase.run] as const))(
    '%s',
    async (_name, run) => {
      await run();
    },
  );
});

describe('the client of quantbot serve', () => {
  const buy = () => ({
    tokenAddress: createTokenAddress(token.mint),
    chain: 'solana' as const,
    side: 'buy' as const,
    amount: 0.02,
  });
  const lamports = async () => lamportsOf(server.line.sandbox.rpcUrl, server.line.sandbox.wallet);

  it('trades under a key of its own making, to the lamport, and finds the trade by it', async () => {
    const before = await lamports();
    const result = await client.execute(buy());
    expect(result).toMatchObject({ success: true, deduplicated: false });
    expect(result.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/u);
    const spent = 20_000_000n + BigInt(result.totalCostLamports ?? 0);
    expect(before - (await lamports())).toBe(spent);
    const found = await client.lookup(result.idempotencyKey ?? '');
    expect(found).toMatchObject({ key: result.idempotencyKey, mode: 'live' });
    const { trades } = await client.list({ limit: 1 });
    expect(trades.map(({ key }) => key)).toEqual([result.idempotencyKey]);
  });

  it('waits no longer than the caller, and finds the outcome by the same key', async () => {
    const request = { ...buy(), idempotencyKey: 'hasty', waitMs: 1 };
    const hasty = await client.execute(request);
    // Handed over by the call that did not wait.
    expect(await client.lookup('hasty')).toMatchObject({ key: 'hasty' });
    const patient = await client.execute({ ...request, waitMs: 60_000 });
    expect(patient).toMatchObject({ success: true, idempotencyKey: 'hasty' });
    if (!hasty.success) expect(hasty.errorCode).toMatch(/OUTCOME_UNKNOWN|STILL_WORKING/u);
  });

  it('is refused, and trades nothing, with a token that may only read', async () => {
    const reader = createExecutionClient({
      url: server.line.url,
      token: server.line.tokens.read,
    });
    const result = await reader.execute(buy());
    expect(result).toMatchObject({ success: false, errorCode: expect.any(String) });
    expect(result.error).not.toContain(server.line.tokens.read);
    expect((await reader.tradingState()).state).toBe('active');
  });

  it('halts by decision, is denied then, and goes on after', async () => {
    const control = createExecutionClient({
      url: server.line.url,
      token: server.line.tokens.control,
    });
    await control.decideTrading({ state: 'halted', reason: 'test' });
    const denied = await client.execute(buy());
    expect(denied).toMatchObject({ errorCode: 'RISK__TRADING_HALTED', keyReusable: true });
    await control.decideTrading({ state: 'active', reason: 'test' });
    expect(await client.execute(buy())).toMatchObject({ success: true });
  });
});
