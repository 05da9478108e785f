import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { tradeRecord } from '../testing/records.ts';
import { openServerHarness, SERVER_NOW_MS } from '../testing/serverHarness.ts';
import { DEFAULT_BOUNDS } from './serverParts.ts';
import { revokeToken } from './tokens/tokenFile.ts';

describe('the trading state', () => {
  it('is shown with who decided it and why', async () => {
    const { app, execution, headers } = await openServerHarness();
    execution.report = {
      state: 'reducing',
      reason: 'Trading is reduced.',
      openTrades: 2,
      wantsProbe: true,
      haltFile: 'unreadable',
      change: {
        number: 3,
        atMs: 9,
        state: 'reducing',
        origin: 'breaker',
        by: 'breaker',
        reason: 'five failures',
        inFlight: 'reduce-only',
      },
    };
    const answer = await app.inject({ url: '/v1/trading-state', headers: headers('read') });
    expect(answer.json()).toEqual({
      state: 'reducing',
      reason: 'Trading is reduced.',
      openTrades: 2,
      by: 'breaker',
      sinceMs: 9,
      changeReason: 'five failures',
      breaker: { state: 'probing', reason: 'five failures' },
      haltFile: { state: 'unreadable', path: '/data/HALT' },
    });
  });

  it('names nobody where something else halts than the last decision', async () => {
    const { app, execution, headers } = await openServerHarness();
    const reason = 'The chain contradicts the journal.';
    execution.report = {
      state: 'halted',
      openTrades: 0,
      reason,
      change: {
        number: 4,
        atMs: 9,
        state: 'active',
        origin: 'person',
        by: 'ann',
        reason: 'the nodes are back',
        inFlight: 'reduce-only',
      },
    };
    const answer = await app.inject({ url: '/v1/trading-state', headers: headers('read') });
    expect(answer.json()).toEqual({
      state: 'halted',
      reason,
      openTrades: 0,
      breaker: { state: 'closed' },
      haltFile: { state: 'absent', path: '/data/HALT' },
    });
  });

  it('is decided in the name of the token, with a reason', async () => {
    const { app, execution, headers } = await openServerHarness();
    const payload = { state: 'halted', reason: 'the venue quotes nonsense', inFlight: 'drop' };
    const put = { method: 'PUT', url: '/v1/trading-state', headers: headers('control') } as const;
    const answer = await app.inject({ ...put, payload });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ state: 'halted', holds: true, inFlight: [] });
    expect(execution.decisions).toEqual([{ ...payload, by: 'token the-control' }]);
    for (const bad of [
      { state: 'halted' },
      { ...payload, reason: '  ' },
      { ...payload, state: 'on' },
    ]) {
      expect((await app.inject({ ...put, payload: bad })).statusCode).toBe(400);
    }
    expect(execution.decisions).toHaveLength(1);
  });
});

describe('the service', () => {
  it('lives without a token, and is ready when a trade would be attempted', async () => {
    const { app, execution, headers, closing } = await openServerHarness();
    const alive = await app.inject({ url: '/healthz', headers: { host: 'localhost' } });
    expect(alive.json()).toEqual({ status: 'alive', version: '1.2.3' });
    const ready = async () => app.inject({ url: '/readyz', headers: headers('read') });
    expect((await ready()).statusCode).toBe(200);
    execution.report = { state: 'halted', reason: 'a conflict', openTrades: 0 };
    expect((await ready()).json()).toMatchObject({
      code: 'SERVER__NOT_READY',
      message: expect.stringContaining('a conflict'),
    });
    for (const more of [{}, { authorization: 'Bearer guess' }]) {
      const probe = { host: 'localhost', ...more };
      const stranger = await app.inject({ url: '/readyz', headers: probe });
      expect(stranger.statusCode).toBe(503);
      expect(stranger.body).not.toContain('a conflict');
      expect((await app.inject({ url: '/healthz', headers: probe })).statusCode).toBe(200);
    }
    closing.abort();
    expect((await ready()).statusCode).toBe(503);
    expect((await app.inject({ url: '/healthz', headers: { host: 'localhost' } })).statusCode).toBe(
      200,
    );
  });

  it('is not ready while nobody owns the journal', async () => {
    const { app, headers } = await openServerHarness({ isOwned: () => false });
    const answer = await app.inject({ url: '/readyz', headers: headers('read') });
    expect(answer.json().message).toContain('no process owns the journal');
  });

  it('answers metrics where it has some', async () => {
    const without = await openServerHarness();
    const url = '/metrics';
    expect((await without.app.inject({ url, headers: without.headers('read') })).json().code).toBe(
      'SERVER__NO_METRICS',
    );
    const { app, headers } = await openServerHarness({ renderMetrics: async () => 'up 1\n' });
    const answer = await app.inject({ url, headers: headers('read') });
    expect(answer.body).toBe('up 1\n');
    expect(answer.headers['content-type']).toContain('text/plain; version=0.0.4');
  });

  it('documents every route that it has', async () => {
    const { app, headers } = await openServerHarness();
    const answer = await app.inject({ url: '/openapi.json', headers: headers('read') });
    const document = answer.json() as {
      paths: Record<string, Record<string, { operationId?: string; responses?: object }>>;
    };
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
    );
    for (const operation of operations) {
      expect(operation).toMatchObject({ operationId: expect.any(String) });
      expect(Object.keys(operation.responses ?? {})).toContain('200');
      const takesBody = ['post', 'put'].includes(operation.method);
      expect(Object.keys(operation.responses ?? {}).includes('413')).toBe(takesBody);
      expect(Object.keys(operation.responses ?? {}).includes('415')).toBe(takesBody);
    }
    const routes = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const page = readFileSync(new URL('../../../../docs/server.md', import.meta.url), 'utf8');
    const table = [...page.matchAll(/^\| `((?:GET|POST|PUT) \S+)` +\|/gmu)].map(
      ([, route]) => route,
    );
    const documented = new Set(table.filter((route) => route !== 'GET /'));
    expect(documented).toEqual(new Set(routes.filter((route) => !route.startsWith('HEAD '))));
  });

  it.each([
    ['GET', '/nothing'],
    ['POST', '/healthz'],
    ['DELETE', '/v1/executions/k'],
    ['OPTIONS', '/v1/executions'],
    ['TRACE', '/healthz'],
    ['HEAD', '/v1/events'],
  ] as const)('has no %s %s', async (method, url) => {
    const { app } = await openServerHarness();
    const answer = await app.inject({
      method: method as 'GET',
      url,
      headers: { host: 'localhost' },
    });
    expect(answer.statusCode).toBe(404);
  });

  it('says of every answer that it is nobody else to keep or to guess', async () => {
    const { app } = await openServerHarness();
    const { headers } = await app.inject({ url: '/healthz', headers: { host: 'localhost' } });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^[0-9a-f]{16}$/u),
    });
  });

  it('makes the id of a request itself', async () => {
    const { app } = await openServerHarness();
    const mine = { host: 'localhost', 'x-request-id': 'mine\\nfake log line' };
    const { headers } = await app.inject({ url: '/healthz', headers: mine });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{16}$/u);
  });
});

describe('GET /v1/events', () => {
  it('goes on behind the last event, follows, and ends when the token is in force no more', async () => {
    const { app, journal, headers, clock, tokensPath } = await openServerHarness({
      bounds: { ...DEFAULT_BOUNDS, heartbeatMs: 20 },
    });
    const trade = tradeRecord();
    const event = (sequence: number) =>
      ({ sequence, atMs: clock.nowMs, name: 'TradeAdmitted', trade }) as const;
    journal.events = [event(1), event(2), event(3)];
    const answer = app.inject({
      url: '/v1/events',
      headers: headers('read', { 'last-event-id': '1' }),
      payloadAsStream: true,
    });
    const stream = (await answer).stream();
    let text = '';
    for await (const chunk of stream) {
      text += String(chunk);
      if (text.includes('id: 3\n') && journal.events.length === 3) journal.events.push(event(4));
      if (text.includes('id: 4\n') && journal.events.length === 4) {
        revokeToken(tokensPath, 'the-read', SERVER_NOW_MS);
        journal.events.push(event(5));
      }
      // A stream that went on would be left here, and be told by what it has shown.
      if (text.includes('id: 5\n')) break;
    }
    expect([...text.matchAll(/^id: (\d+)$/gmu)].map(([, id]) => id)).toEqual(['1', '2', '3', '4']);
    expect(text).toMatch(/^id: 1\nevent: ready\ndata: \{"sequence":1\}\n\nevent: trading-state\n/u);
  });

  it('is open to so many at once', async () => {
    const { app, headers } = await openServerHarness({
      bounds: { ...DEFAULT_BOUNDS, streamsMax: 0 },
    });
    const answer = await app.inject({ url: '/v1/events', headers: headers('read') });
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'SERVER__STREAMS_EXCEEDED']);
  });
});
