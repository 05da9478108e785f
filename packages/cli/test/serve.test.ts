import { connect } from 'node:net';
import { join } from 'node:path';

import type { ExecutionResult } from '@quantbot/core';
import { waitUntil } from '@quantbot/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { HistoryJson } from '../src/output/tradeJson.ts';
import { lamportsOf, tokenUnitsOf } from './support/chain.ts';
import { runQuantbot, startSandboxCommand, type SandboxCommand } from './support/quantbot.ts';
import {
  ask,
  follow,
  startServeCommand,
  type Answered,
  type ServeCommand,
  type StreamedEvent,
} from './support/server.ts';
import { serveSwallowingNode } from './support/swallowingNode.ts';

const ENDED_TIMEOUT_MS = 120_000;
const SLOT_MS = 400;

function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}

function resultOf({ json }: Answered): ExecutionResult {
  return json['result'] as ExecutionResult;
}

describe('quantbot serve --sandbox', () => {
  let server: ServeCommand;

  beforeAll(async () => {
    server = await startServeCommand(['--sandbox', '--slot-ms', '40']);
  });

  afterAll(async () => {
    await server.stop();
  });

  const mint = () => server.line.sandbox.tokens[0]?.mint ?? '';
  const buy = (amount: number) => ({ tokenAddress: mint(), chain: 'solana', side: 'buy', amount });
  const lamports = async () => lamportsOf(server.line.sandbox.rpcUrl, server.line.sandbox.wallet);
  const post = async (
    key: string | undefined,
    body: object,
    headers: Readonly<Record<string, string>> = bearer(server.line.tokens.trade),
  ) => {
    const own = key === undefined ? headers : { ...headers, 'idempotency-key': key };
    return ask(server.line.url, { method: 'POST', path: '/v1/executions', headers: own, body });
  };
  const get = async (path: string) =>
    ask(server.line.url, { path, headers: bearer(server.line.tokens.read) });
  const statusOf = async (key: string) => {
    const { status, json } = await get(`/v1/executions/${encodeURIComponent(key)}`);
    return status === 200 ? (json as unknown as HistoryJson).trade.status : undefined;
  };
  const untilFilled = async (key: string) =>
    waitUntil(async () => (await statusOf(key)) === 'filled', {
      timeoutMs: ENDED_TIMEOUT_MS,
      description: `the fill of ${key}`,
    });

  it('says in its first line what a client needs, and nothing else', () => {
    expect(Object.keys(server.line)).toEqual(['url', 'consoleUrl', 'tokens', 'sandbox']);
    expect(Object.keys(server.line.tokens)).toEqual(['read', 'trade', 'control']);
    expect(server.line.consoleUrl).toBe(`${server.line.url}/`);
    expect(server.line.sandbox.tokens).toHaveLength(2);
  });

  it('trades once for a key, however often it is asked, and refuses another request by it', async () => {
    const before = await lamports();
    const first = await post('entry/1?', buy(0.5));
    expect(first.status).toBe(200);
    const result = resultOf(first);
    expect(result).toMatchObject({ success: true, deduplicated: false });
    const spent = before - (await lamports());
    expect(spent).toBe(500_000_000n + BigInt(result.totalCostLamports ?? 0));
    const again = await Promise.all([post('entry/1?', buy(0.5)), post('entry/1?', buy(0.5))]);
    for (const repeat of again) {
      expect(repeat.status).toBe(200);
      expect(resultOf(repeat)).toMatchObject({
        deduplicated: true,
        txSignature: result.txSignature,
      });
    }
    const other = await post('entry/1?', buy(0.6));
    expect([other.status, other.json['code']]).toEqual([409, 'IDEMPOTENCY__REQUEST_MISMATCH']);
    expect(before - (await lamports())).toBe(spent);
    const found = await get('/v1/executions/entry%2F1%3F');
    expect(found.json).toMatchObject({ trade: { key: 'entry/1?' }, followed: expect.any(Boolean) });
  });

  it('answers a request that does not want to wait at once, and trades all the same', async () => {
    const headers = { ...bearer(server.line.tokens.trade), prefer: 'respond-async' };
    const answer = await post('async', buy(0.1), headers);
    expect(answer.status).toBe(202);
    expect(answer.headers['location']).toBe('/v1/executions/async');
    expect(answer.json).toMatchObject({ key: 'async', location: '/v1/executions/async' });
    await untilFilled('async');
  });

  it('goes on with a trade whose client went away', async () => {
    const gone = new AbortController();
    const before = await lamports();
    const asking = ask(server.line.url, {
      method: 'POST',
      path: '/v1/executions',
      headers: { ...bearer(server.line.tokens.trade), 'idempotency-key': 'left' },
      body: buy(0.2),
      signal: gone.signal,
    });
    await waitUntil(async () => (await statusOf('left')) !== undefined, {
      timeoutMs: ENDED_TIMEOUT_MS,
      description: 'the claim',
    });
    gone.abort();
    await asking.catch((cause: unknown) => expect(String(cause)).toMatch(/abort/iu));
    await untilFilled('left');
    const answer = await post('left', buy(0.2));
    expect(resultOf(answer)).toMatchObject({ success: true, deduplicated: true });
    const costs = BigInt(resultOf(answer).totalCostLamports ?? 0);
    expect(before - (await lamports())).toBe(200_000_000n + costs);
  });

  it('lets in nobody without a token, by another name, or from another page', async () => {
    const { url, tokens } = server.line;
    const refusals: Array<[Promise<Answered>, number, string]> = [
      [post(undefined, buy(1)), 400, 'SERVER__KEY_REQUIRED'],
      [post('k', buy(1), {}), 401, 'SERVER__TOKEN_MISSING'],
      [post('k', buy(1), bearer('guess')), 401, 'SERVER__TOKEN_UNKNOWN'],
      [post('k', buy(1), bearer(tokens.read)), 403, 'SERVER__SCOPE_MISSING'],
      [post('k', buy(1), bearer(tokens.control)), 403, 'SERVER__SCOPE_MISSING'],
      [
        post('k', buy(1), { ...bearer(tokens.trade), host: 'evil.example' }),
        403,
        'SERVER__HOST_NOT_ALLOWED',
      ],
      [
        post('k', buy(1), { ...bearer(tokens.trade), origin: 'https://evil.example' }),
        403,
        'SERVER__ORIGIN_NOT_ALLOWED',
      ],
      [ask(url, { path: '/v1/executions' }), 401, 'SERVER__TOKEN_MISSING'],
    ];
    for (const [answer, status, code] of refusals) {
      const { status: found, json } = await answer;
      expect([found, json['code']]).toEqual([status, code]);
    }
    expect(await statusOf('k')).toBeUndefined();
  });

  it('shows every event once over any number of connections', async () => {
    const seen: StreamedEvent[] = [];
    let last = 0;
    for (const key of ['one', 'two', 'three']) {
      const stream = await follow(server.line.url, server.line.tokens.read, last);
      expect((await post(key, buy(0.05))).status).toBe(200);
      await waitUntil(() => stream.events.some(({ data }) => data['key'] === key), {
        timeoutMs: ENDED_TIMEOUT_MS,
        description: `an event of ${key}`,
      });
      // Cut in the middle of its trade, which goes on unseen.
      stream.close();
      seen.push(...stream.events.filter(({ event }) => event === 'trade'));
      last = seen.at(-1)?.id ?? last;
      await untilFilled(key);
    }
    const stream = await follow(server.line.url, server.line.tokens.read, last);
    const isWhole = () =>
      stream.events.some(({ data }) => data['key'] === 'three' && data['name'] === 'FillRecorded');
    await waitUntil(isWhole, { timeoutMs: ENDED_TIMEOUT_MS, description: 'the last event' });
    stream.close();
    seen.push(...stream.events.filter(({ event }) => event === 'trade'));
    const ids = seen.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, index) => index + 1));
    expect(seen.map(({ id, data }) => id === data['sequence'])).not.toContain(false);
  });

  it('shows what is held, what limits leave, how everything does and how it went', async () => {
    const { positions } = (await get('/v1/positions')).json as {
      positions: Array<Record<string, string>>;
    };
    expect(positions).toMatchObject([{ token: mint(), decimals: 6 }]);
    const chain = await tokenUnitsOf(
      server.line.sandbox.rpcUrl,
      server.line.sandbox.wallet,
      mint(),
    );
    expect(BigInt(positions[0]?.['baseUnits'] ?? 0)).toBe(chain);
    const { limits } = (await get('/v1/limits')).json as { limits: Array<Record<string, string>> };
    expect(limits.map(({ gate }) => gate)).toContain('openTrades');
    const health = (await get('/v1/health')).json;
    expect(health).toMatchObject({
      wallet: server.line.sandbox.wallet,
      cluster: 'sandbox',
      dryRun: false,
      scopes: ['read'],
      lanes: [{ lane: 'jito' }, { lane: 'rpc' }],
    });
    expect(health['endpoints']).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'rpc', operator: '127.0.0.1' })]),
    );
    const statistics = (await get('/v1/statistics')).json;
    expect(statistics).toMatchObject({
      landingRate: 1,
      isTruncated: false,
      stages: { quote: { p50: expect.any(Number) }, confirm: { p50: expect.any(Number) } },
    });
  });

  it('begins anew where the id is none of its journal', async () => {
    const stream = await follow(server.line.url, server.line.tokens.read, 999_999_999);
    await waitUntil(() => stream.events.length >= 2, {
      timeoutMs: ENDED_TIMEOUT_MS,
      description: 'the first events',
    });
    stream.close();
    expect(stream.events.map(({ event }) => event)).toEqual(['reset', 'trading-state']);
  });

  it('halts for whoever may control it, and tells whoever follows', async () => {
    const stream = await follow(server.line.url, server.line.tokens.read);
    const decide = async (state: string) =>
      ask(server.line.url, {
        method: 'PUT',
        path: '/v1/trading-state',
        headers: bearer(server.line.tokens.control),
        body: { state, reason: 'a test' },
      });
    const halted = await decide('halted');
    expect(halted.json).toMatchObject({
      state: 'halted',
      by: 'token sandbox-control',
      holds: true,
      inFlight: [],
    });
    const denied = await post('halted', buy(0.1));
    expect([denied.status, denied.json['code']]).toEqual([422, 'RISK__TRADING_HALTED']);
    expect((await get('/readyz')).status).toBe(503);
    expect((await decide('active')).json['state']).toBe('active');
    expect((await get('/readyz')).status).toBe(200);
    const states = () =>
      stream.events
        .filter(({ event }) => event === 'trading-state')
        .map(({ data }) => data['state']);
    await waitUntil(() => states().length >= 3 || states().at(-1) === 'active', {
      timeoutMs: ENDED_TIMEOUT_MS,
      description: 'the state',
    });
    stream.close();
    expect(states().at(-1)).toBe('active');
    expect((await post('halted', buy(0.1))).status).toBe(200);
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', '400'],
    [
      'two lengths',
      'POST /v1/executions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      '400',
    ],
    [
      'a length and chunks',
      'POST /v1/executions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', '400'],
    ['two hosts', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n', '400'],
    [
      'a long head',
      `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(9_000)}\r\n\r\n`,
      '431',
    ],
    [
      'a header across lines',
      'GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n',
      '400',
    ],
  ])('answers %s with a refusal, and stays up', async (_case, text, status) => {
    const { hostname, port } = new URL(server.line.url);
    const answered = Promise.withResolvers<string>();
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let said = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      answered.resolve(said);
    });
    socket.on('error', answered.reject).on('close', () => answered.resolve(said));
    expect(await answered.promise).toMatch(new RegExp(`^HTTP/1.1 ${status} `, 'u'));
    socket.destroy();
    expect((await get('/healthz')).status).toBe(200);
  });

  it('ends by a signal, streams and all, and leaves nothing behind', async () => {
    const own = await startServeCommand(['--sandbox', '--slot-ms', '40']);
    await follow(own.line.url, own.line.tokens.read);
    const { status, stdout, stderr } = await own.stop();
    expect({ status, lines: stdout.trim().split('\n').length }).toEqual({ status: 0, lines: 1 });
    for (const token of Object.values(own.line.tokens)) expect(stderr).not.toContain(token);
    await expect(ask(own.line.url, { path: '/healthz' })).rejects.toThrow(/ECONNREFUSED/u);
  });
});

it('trades by itself with --demo, and ends in the middle of it', async () => {
  const server = await startServeCommand(['--sandbox', '--demo', '--slot-ms', '40']);
  try {
    await waitUntil(
      async () => {
        const headers = bearer(server.line.tokens.read);
        const { json } = await ask(server.line.url, { path: '/v1/executions', headers });
        const trades = json['trades'] as ReadonlyArray<{ key: string; status: string }>;
        return trades.some(({ key, status }) => key === 'demo-entry-0001' && status === 'filled');
      },
      { timeoutMs: ENDED_TIMEOUT_MS, description: 'the first trade of the demo' },
    );
  } finally {
    await server.stop();
  }
  expect((await server.running.ended).status).toBe(0);
});

describe('quantbot serve', () => {
  let sandbox: SandboxCommand;

  beforeAll(async () => {
    // A blockhash outlives the restart, so that the same bytes are what settles.
    sandbox = await startSandboxCommand(SLOT_MS);
  });

  afterAll(async () => {
    await sandbox.stop();
  });

  it('leaves an open trade to its next start, which settles it', async () => {
    const node = await serveSwallowingNode(sandbox.line.rpcUrl);
    const tokensPath = join(sandbox.directory, 'tokens.json');
    const made = await runQuantbot(
      ['tokens', 'new', 'bot', '--scope', 'trade', '--file', tokensPath],
      sandbox.variables,
    );
    const [token = ''] = made.stdout.split('\n');
    const variables = {
      ...sandbox.variables,
      EXECUTION_DATA_DIR: join(sandbox.directory, 'served'),
      EXECUTION_DRY_RUN: 'false',
    };
    const args = ['--tokens', tokensPath];
    const first = await startServeCommand(args, { ...variables, SOLANA_RPC_URL: node.url });
    const before = await lamportsOf(sandbox.line.rpcUrl, sandbox.line.wallet);
    const asking = {
      method: 'POST',
      path: '/v1/executions',
      headers: { ...bearer(token), 'idempotency-key': 'open' },
      body: {
        tokenAddress: sandbox.mint,
        chain: 'solana',
        side: 'buy',
        amount: 0.5,
        lanePolicy: 'rpc-only',
      },
    };
    const waiting = ask(first.line.url, asking);
    await waitUntil(() => node.sends() > 0, {
      timeoutMs: ENDED_TIMEOUT_MS,
      description: 'the bytes on their way',
    });
    const ended = await first.stop();
    expect(ended.status).toBe(0);
    // Whoever waits is told that it goes on, not that it failed.
    const answer = await waiting;
    expect(answer.status).toBe(202);
    expect(resultOf(answer)).toMatchObject({ success: false, status: 'executing' });
    expect(await lamportsOf(sandbox.line.rpcUrl, sandbox.line.wallet)).toBe(before);
    node.close();

    const everywhere = ['--host', '0.0.0.0', '--insecure-public'];
    const second = await startServeCommand([...args, ...everywhere], variables);
    // What it prints can be opened; the address of every address cannot.
    expect(second.line.consoleUrl).toBe(`${second.line.url}/`);
    expect(second.line.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
    const settled = await ask(second.line.url, asking);
    expect(settled.status).toBe(200);
    const result = resultOf(settled);
    expect(result).toMatchObject({ success: true, deduplicated: true, attempts: 1 });
    const spent = before - (await lamportsOf(sandbox.line.rpcUrl, sandbox.line.wallet));
    expect(spent).toBe(500_000_000n + BigInt(result.totalCostLamports ?? 0));
    expect((await second.stop()).status).toBe(0);
  });
});
