import { chmodSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';

import rateLimit from '@fastify/rate-limit';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';

import { openServerHarness, SERVER_NOW_MS } from '../testing/serverHarness.ts';
import { guardRequests } from './guardRequests.ts';
import { DEFAULT_BOUNDS, type ServerApplication, type ServerParts } from './serverParts.ts';
import { addToken, revokeToken } from './tokens/tokenFile.ts';

/** Sends what a client library would not. */
async function rawAnswer(
  app: ServerApplication,
  line: string,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const socket = connect(port, '127.0.0.1', () => {
    socket.write([line, ...lines, 'connection: close', '', ''].join('\r\n'));
  });
  let said = '';
  for await (const chunk of socket) said += String(chunk);
  return said;
}

const READ = { method: 'GET', url: '/v1/trading-state' } as const;
const BODY = { tokenAddress: 'x', chain: 'solana', side: 'buy', amount: 1 };

describe('a token', () => {
  it('lets in whoever has one', async () => {
    const { app, headers } = await openServerHarness();
    for (const scope of ['read', 'trade', 'control'] as const) {
      const answer = await app.inject({ ...READ, headers: headers(scope) });
      expect(answer.statusCode).toBe(200);
    }
  });

  it.each([
    ['none', undefined, 'SERVER__TOKEN_MISSING'],
    ['another scheme', 'Basic YTpi', 'SERVER__TOKEN_MISSING'],
    ['nothing behind the scheme', 'Bearer ', 'SERVER__TOKEN_MISSING'],
    ['a text of another form', 'Bearer hello', 'SERVER__TOKEN_UNKNOWN'],
    [
      'a token of somebody else',
      `Bearer qbt_0123456789abcdef_${'a'.repeat(43)}`,
      'SERVER__TOKEN_UNKNOWN',
    ],
  ])('is asked for: %s is refused', async (_case, authorization, code) => {
    const { app } = await openServerHarness();
    const headers = {
      host: 'localhost',
      ...(authorization === undefined ? {} : { authorization }),
    };
    const answer = await app.inject({ ...READ, headers });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="quantbot"');
    expect(answer.json()).toMatchObject({ code, requestId: answer.headers['x-request-id'] });
  });

  it('is refused when a single character differs', async () => {
    const { app, tokens } = await openServerHarness();
    const changed = `${tokens.read.slice(0, -1)}${tokens.read.endsWith('a') ? 'b' : 'a'}`;
    const headers = { host: 'localhost', authorization: `Bearer ${changed}` };
    expect((await app.inject({ ...READ, headers })).json().code).toBe('SERVER__TOKEN_UNKNOWN');
  });

  it('is refused once it has expired, and says when', async () => {
    const { app, tokensPath, clock } = await openServerHarness();
    const expiresAtMs = SERVER_NOW_MS + 1_000;
    const { text } = addToken(tokensPath, { name: 'short', scopes: ['read'], expiresAtMs }, 0);
    const headers = { host: 'localhost', authorization: `Bearer ${text}` };
    clock.nowMs = expiresAtMs - 1;
    expect((await app.inject({ ...READ, headers })).statusCode).toBe(200);
    clock.nowMs = expiresAtMs;
    const answer = await app.inject({ ...READ, headers });
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toMatchObject({
      code: 'SERVER__TOKEN_EXPIRED',
      message: expect.stringContaining('2026-01-02T03:04:06.000Z'),
    });
  });

  it('is refused from the moment it is revoked, without a restart', async () => {
    const { app, tokensPath, headers } = await openServerHarness();
    expect((await app.inject({ ...READ, headers: headers('read') })).statusCode).toBe(200);
    revokeToken(tokensPath, 'the-read', SERVER_NOW_MS);
    const answer = await app.inject({ ...READ, headers: headers('read') });
    expect(answer.statusCode).toBe(401);
    expect(answer.json().code).toBe('SERVER__TOKEN_REVOKED');
  });

  it('lets nobody in while others could read the file', async () => {
    const { app, tokensPath, headers } = await openServerHarness();
    chmodSync(tokensPath, 0o640);
    const answer = await app.inject({ ...READ, headers: headers('read') });
    expect(answer.statusCode).toBe(503);
    expect(answer.json().code).toBe('SERVER__TOKENS_UNUSABLE');
  });

  it.each([
    ['read', 'POST', '/v1/executions'],
    ['control', 'POST', '/v1/executions'],
    ['read', 'PUT', '/v1/trading-state'],
    ['trade', 'PUT', '/v1/trading-state'],
  ] as const)('of scope %s may not %s %s', async (scope, method, url) => {
    const { app, execution, headers } = await openServerHarness();
    const more = { 'idempotency-key': 'k' };
    const answer = await app.inject({ method, url, headers: headers(scope, more), payload: BODY });
    expect(answer.statusCode).toBe(403);
    expect(answer.json().code).toBe('SERVER__SCOPE_MISSING');
    expect([execution.requests, execution.decisions]).toEqual([[], []]);
  });

  it('never reaches the log', async () => {
    const { app, logged, headers, tokens } = await openServerHarness();
    await app.inject({ ...READ, headers: headers('read') });
    await app.inject({ ...READ, headers: headers('read', { host: 'evil.example' }) });
    app.log.info({ headers: headers('trade'), req: { headers: headers('control') } }, 'a mistake');
    const text = logged.join('\n');
    expect(text).toContain('[redacted]');
    for (const token of Object.values(tokens)) expect(text).not.toContain(token);
  });
});

describe('a request that is refused', () => {
  const post = { method: 'POST', url: '/v1/executions' } as const;

  it('is logged with its code', async () => {
    const { app, logged } = await openServerHarness();
    await app.inject({ ...READ, headers: { host: 'localhost' } });
    expect(logged.some((line) => line.includes('"code":"SERVER__TOKEN_MISSING"'))).toBe(true);
  });

  it.each([
    ['a body', { ...post, payload: BODY }, 'close'],
    ['a body in chunks', { ...post, headers: { 'transfer-encoding': 'chunked' } }, 'close'],
    ['an empty body', { ...post, headers: { 'content-length': '0' } }, 'keep-alive'],
    ['no body', READ, 'keep-alive'],
  ])('with %s leaves its connection: %3$s', async (_case, request, connection) => {
    const { app } = await openServerHarness();
    const answer = await app.inject(request);
    expect(answer.statusCode).toBe(401);
    expect(answer.headers.connection).toBe(connection);
  });
});

describe('the name that a request came by', () => {
  it.each(['evil.example', 'localhost.evil.example', '169.254.0.1', 'local host'])(
    'is refused when it is %o, before the token is looked at',
    async (host) => {
      const { app } = await openServerHarness();
      const answer = await app.inject({ ...READ, headers: { host } });
      expect(answer.statusCode).toBe(403);
      expect(answer.json().code).toBe('SERVER__HOST_NOT_ALLOWED');
    },
  );

  it.each(['http://evil.example', 'null', 'https://localhost', 'http://localhost:1'])(
    'lets no page of %s ask',
    async (origin) => {
      const { app, headers } = await openServerHarness();
      const answer = await app.inject({ ...READ, headers: headers('read', { origin }) });
      expect(answer.statusCode).toBe(403);
      expect(answer.json().code).toBe('SERVER__ORIGIN_NOT_ALLOWED');
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  it.each(['http://localhost/v1/trading-state', '*'])(
    'is the one of the header: the target %s is refused',
    async (url) => {
      const { app, headers } = await openServerHarness();
      const raw = await rawAnswer(app, `GET ${url} HTTP/1.1`, headers('read'));
      expect(raw).toContain('HTTP/1.1 400 Bad Request');
      expect(raw).toContain('the target is not a path');
    },
  );

  it('lets its own pages ask', async () => {
    const { app, headers } = await openServerHarness();
    const own = headers('read', { host: 'localhost:80', origin: 'http://localhost:80' });
    expect((await app.inject({ ...READ, headers: own })).statusCode).toBe(200);
  });
});

describe('a header that comes twice', () => {
  const line = 'GET /v1/trading-state HTTP/1.1';

  it.each([
    ['host', 'localhost'],
    ['origin', 'http://localhost'],
    ['authorization', 'Bearer x'],
    ['idempotency-key', 'k'],
    ['content-type', 'application/json'],
    ['last-event-id', '1'],
  ])('is refused where it could be read as one or the other: %s', async (header, value) => {
    const { app, headers } = await openServerHarness();
    const twice = { [header]: value, [header.toUpperCase()]: value };
    const { [header]: _once, ...others } = headers('read');
    const raw = await rawAnswer(app, line, { ...others, ...twice });
    expect(raw).toContain('HTTP/1.1 400 Bad Request');
    expect(raw).toContain('SERVER__HEADER_REPEATED');
    expect(raw).toContain(header);
  });

  it('is let in where it means one thing, and so is a value that is the name of a header', async () => {
    const { app, headers } = await openServerHarness();
    const twice = { accept: 'authorization', Accept: 'host', 'x-note': 'host' };
    const raw = await rawAnswer(app, line, { ...twice, ...headers('read') });
    expect(raw).toContain('HTTP/1.1 200 OK');
  });
});

describe('the number of requests', () => {
  it('is bounded for each token by itself', async () => {
    const bounds = { ...DEFAULT_BOUNDS, requestsMax: 2, rateWindowMs: 60_000 };
    const { app, headers } = await openServerHarness({ bounds });
    const ask = async (scope: 'read' | 'control') =>
      (await app.inject({ ...READ, headers: headers(scope) })).statusCode;
    expect([await ask('read'), await ask('read'), await ask('read')]).toEqual([200, 200, 429]);
    expect(await ask('control')).toBe(200);
    const answer = await app.inject({ ...READ, headers: headers('read') });
    expect(answer.json().code).toBe('SERVER__RATE_EXCEEDED');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('is bounded for whoever guesses', async () => {
    const bounds = { ...DEFAULT_BOUNDS, requestsMax: 2, rateWindowMs: 60_000 };
    const { app } = await openServerHarness({ bounds });
    const guess = async (text: string) => {
      const headers = { host: 'localhost', authorization: `Bearer ${text}` };
      return (await app.inject({ ...READ, headers })).statusCode;
    };
    expect([await guess('a'), await guess('b'), await guess('c')]).toEqual([401, 401, 429]);
  });
});

it('takes up no route without a scope', async () => {
  const app = Fastify();
  await app.register(rateLimit, { global: false });
  guardRequests(app, { bounds: DEFAULT_BOUNDS } as ServerParts);
  expect(() => app.get('/open', async () => 'open')).toThrow('GET /open has no scope');
  app.get('/told', { config: { scope: 'read' } }, async () => 'told');
  await app.ready();
});
