import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

import { address } from '@solana/kit';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

import { createFakeReader } from '../testing/fakeExchange.ts';
import { signTransfer } from '../testing/signTransfer.ts';
import { createFaultDirector, type FaultDirector } from './plan/faultDirector.ts';
import type { FaultPlan } from './plan/faultPlan.ts';
import { createSendGate, type SendGate } from './proxy/sendGate.ts';
import { startFaultProxy, type FaultProxy } from './startFaultProxy.ts';

const chain = createFakeReader({ processed: 130n, finalized: 99n, gap: 30n });
const SLOT = '{"jsonrpc":"2.0","id":1,"method":"getSlot","params":[]}';

/** A service that answers with what the test put there, and counts. */
const service = { status: 200, body: Buffer.from('{}'), calls: [] as string[] };
let server: Server;
let sockets: WebSocketServer;
let director: FaultDirector;
let proxy: FaultProxy;
let sends: SendGate;

beforeEach(async () => {
  Object.assign(service, { status: 200, body: Buffer.from('{}'), calls: [] });
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      service.calls.push(`${request.method} ${request.url}`);
      response.writeHead(service.status, { 'x-bundle-id': 'abc' }).end(service.body);
    });
  });
  sockets = new WebSocketServer({ server });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  director = createFaultDirector(['one']);
  sends = createSendGate(1);
  proxy = await startFaultProxy({
    target: 'rpc',
    upstreamUrl: `http://127.0.0.1:${address.port}`,
    director,
    node: { operator: 'one', wsUrl: `ws://127.0.0.1:${address.port}`, chain, sends },
  });
});
afterEach(async () => {
  await proxy.close();
  for (const socket of sockets.clients) socket.terminate();
  server.closeAllConnections();
  server.close();
});

const apply = (...rules: NonNullable<FaultPlan['rules']>) => director.apply({ rules });
const post = (body: string, signal?: AbortSignal) =>
  fetch(proxy.url, { method: 'POST', body, ...(signal && { signal }) });

describe('startFaultProxy', () => {
  it('loses every send of some transactions and none of the others', async () => {
    const destination = address('96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5');
    const halves = { transactions: { below: 0.5 }, action: { kind: 'swallow' } } as const;
    apply({ target: 'rpc', method: 'sendTransaction', ...halves });
    const forwarded: number[] = [];
    for (let lamports = 1n; lamports <= 24n; lamports += 1n) {
      const { wire } = await signTransfer(destination, lamports);
      const params = JSON.stringify([wire, { encoding: 'base64' }]);
      service.calls.length = 0;
      for (const id of [1, 2, 3]) {
        await post(`{"jsonrpc":"2.0","id":${id},"method":"sendTransaction","params":${params}}`);
      }
      forwarded.push(service.calls.length);
    }
    expect(new Set(forwarded)).toEqual(new Set([0, 3]));
  });

  it('passes every answer on byte by byte while nothing is planned', async () => {
    const answers = fc.record({
      status: fc.constantFrom(200, 400, 429, 500, 503),
      body: fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.json().map((text) => Buffer.from(text)),
      ),
      call: fc.constantFrom(SLOT, SLOT.replace('getSlot', 'getTransaction'), '[]', 'no JSON', ''),
    });
    await fc.assert(
      fc.asyncProperty(answers, async ({ status, body, call }) => {
        Object.assign(service, { status, body: Buffer.from(body) });
        const response = await post(call);
        expect(response.status).toBe(status);
        expect(response.headers.get('x-bundle-id')).toBe('abc');
        expect(Buffer.from(await response.arrayBuffer())).toEqual(service.body);
      }),
      { numRuns: 60 },
    );
  });

  it('answers 429 with the time to wait', async () => {
    const action = { kind: 'httpError', status: 429, retryAfterSeconds: 3 } as const;
    apply({ target: 'rpc', action });
    const response = await post(SLOT);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3']);
    expect(service.calls).toEqual([]);
  });

  it('closes the connection without an answer, before forwarding or after', async () => {
    apply({ target: 'rpc', action: { kind: 'drop' } });
    await expect(post(SLOT)).rejects.toThrow('fetch failed');
    expect(service.calls).toEqual([]);
    apply({ target: 'rpc', action: { kind: 'loseReply' } });
    await expect(post(SLOT)).rejects.toThrow('fetch failed');
    expect(service.calls).toEqual(['POST /']);
  });

  it('leaves a client waiting until the client gives up', async () => {
    apply({ target: 'rpc', action: { kind: 'drop', how: 'silence' } });
    const abort = new AbortController();
    const waiting = expect(post(SLOT, abort.signal)).rejects.toThrow('aborted');
    await expect.poll(() => director.counts().applied, { interval: 5 }).toBe(1);
    abort.abort();
    await waiting;
  });

  it('makes sends wait for their turn, and reads for none of them', async () => {
    const slow = Promise.withResolvers<void>();
    const first = sends.pass(async () => slow.promise);
    const sent = post('{"jsonrpc":"2.0","id":1,"method":"sendTransaction","params":[]}');
    await post(SLOT);
    await post(SLOT);
    expect(service.calls).toHaveLength(2);
    slow.resolve();
    await Promise.all([first, sent]);
    expect(service.calls).toHaveLength(3);
  });

  it('closes the connection when the service is gone', async () => {
    server.closeAllConnections();
    server.close();
    await expect(post(SLOT)).rejects.toThrow('fetch failed');
  });

  it('takes sockets on the same port, and refuses them on demand', async () => {
    const connect = async () => {
      const socket = new WebSocket(proxy.wsUrl);
      const outcome = new Promise<string>((resolve) => {
        socket.on('open', () => resolve('open'));
        socket.on('error', (cause) => resolve(cause.message));
      });
      return { socket, outcome: await outcome };
    };
    const first = await connect();
    expect(first.outcome).toBe('open');
    const closed = once(first.socket, 'close');
    expect(proxy.closeSockets()).toBe(1);
    expect((await closed)[0]).toBe(1006);
    apply({ target: 'ws', method: 'connect', action: { kind: 'httpError', status: 429 } });
    expect((await connect()).outcome).toContain('429');
    apply({ target: 'ws', method: 'connect', action: { kind: 'drop' } });
    expect((await connect()).outcome).toContain('hang up');
    apply({ target: 'ws', method: 'connect', action: { kind: 'delay', delayMs: 1 } });
    expect((await connect()).outcome).toBe('open');
    expect(director.counts().applied).toBe(1);
  });

  it('closes although requests and sockets are open', async () => {
    apply({ target: 'rpc', action: { kind: 'drop', how: 'silence' } });
    const waiting = expect(post(SLOT)).rejects.toThrow('fetch failed');
    const socket = new WebSocket(proxy.wsUrl);
    await once(socket, 'open');
    await expect.poll(() => director.counts().applied, { interval: 5 }).toBe(1);
    const ended = once(socket, 'close');
    await proxy.close();
    await Promise.all([waiting, ended]);
    await expect(post(SLOT)).rejects.toThrow('fetch failed');
  });
});
