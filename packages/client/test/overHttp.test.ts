import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createTokenAddress, type AnyExecutionRequest } from '@quantbot/core';
import { createExecutionClient } from '@quantbot/client';
import { afterEach, describe, expect, it } from 'vitest';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const BUY: AnyExecutionRequest = {
  tokenAddress: createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'),
  chain: 'solana',
  side: 'buy',
  amount: 0.01,
};
const closers: Array<() => Promise<void>> = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map(async (close) => close()));
});

async function serve(handle: Handler): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      handle(request, response, body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closers.push(
    async () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that trades once a key, and answers from its record after that. */
function tradingServer(lose: (request: number) => boolean) {
  const trades = new Map<string, string>();
  let requests = 0;
  const handle: Handler = (request, response) => {
    const key = String(request.headers['idempotency-key']);
    const isKnown = trades.has(key);
    if (!isKnown) trades.set(key, `signature-${trades.size + 1}`);
    requests += 1;
    if (lose(requests)) {
      response.destroy();
      return;
    }
    const result = {
      success: true,
      txSignature: trades.get(key),
      idempotencyKey: key,
      deduplicated: isKnown,
    };
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ result }));
  };
  return { handle, trades, requests: () => requests };
}

describe('over a real connection', () => {
  it('sees two lost replies through and moves money once', async () => {
    const server = tradingServer((request) => request <= 2);
    const client = createExecutionClient({ url: await serve(server.handle), token: 'abc' });
    const result = await client.execute(BUY);
    expect(result).toMatchObject({
      success: true,
      txSignature: 'signature-1',
      deduplicated: false,
    });
    expect(server.requests()).toBe(3);
    expect([...server.trades.keys()]).toEqual([result.idempotencyKey]);
  });

  it('says of a port where nobody listens that nothing was handed over', async () => {
    const url = await serve(() => undefined);
    await closers.pop()?.();
    const client = createExecutionClient({ url, token: 'abc' });
    expect(await client.execute({ ...BUY, deadlineMs: 400 })).toMatchObject({
      success: false,
      errorCode: 'CLIENT__SERVER_UNREACHABLE',
      keyReusable: true,
    });
    expect(await client.isAvailable()).toBe(false);
    await expect(client.lookup('a')).rejects.toMatchObject({ code: 'CLIENT__SERVER_UNREACHABLE' });
  });

  it('says of a server that never answers that the outcome is unknown', async () => {
    const client = createExecutionClient({ url: await serve(() => undefined), token: 'abc' });
    const result = await client.execute({ ...BUY, deadlineMs: 300, waitMs: 300 });
    expect(result).toMatchObject({ success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN' });
    expect(result.error).toContain('no answer within 2000 ms');
  });

  it('hands the token to no other host', async () => {
    const seen: Array<string | undefined> = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    });
    const url = await serve((_request, response) => {
      response.writeHead(307, { location: other }).end();
    });
    const result = await createExecutionClient({ url, token: 'abc' }).execute(BUY);
    expect(result.errorCode).toBe('CLIENT__REQUEST_REFUSED');
    expect(seen).toEqual([]);
  });

  it('looks up, lists, tells and decides with the paths of the server', async () => {
    const asked: string[] = [];
    const url = await serve((request, response, body) => {
      asked.push(`${request.method} ${request.url} ${body}`.trim());
      const isMissing = request.url === '/v1/executions/missing';
      const answer = { state: 'halted', trades: [], trade: { key: 'a/b', status: 'filled' } };
      response.writeHead(isMissing ? 404 : 200).end(JSON.stringify(answer));
    });
    const client = createExecutionClient({ url, token: 'abc' });
    expect(await client.isAvailable()).toBe(true);
    expect(await client.lookup('a/b')).toEqual({ key: 'a/b', status: 'filled' });
    expect(await client.lookup('missing')).toBeUndefined();
    expect((await client.list({ status: 'filled', limit: 2 })).trades).toEqual([]);
    expect((await client.tradingState()).state).toBe('halted');
    await client.decideTrading({ state: 'halted', reason: 'test', inFlight: 'keep' });
    expect(asked).toEqual([
      'GET /readyz',
      'GET /v1/executions/a%2Fb',
      'GET /v1/executions/missing',
      'GET /v1/executions?status=filled&limit=2',
      'GET /v1/trading-state',
      'PUT /v1/trading-state {"state":"halted","reason":"test","inFlight":"keep"}',
    ]);
  });
});
