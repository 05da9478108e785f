import { once } from 'node:events';

import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

import { createFaultDirector, type FaultDirector } from '../plan/faultDirector.ts';
import type { FaultPlan } from '../plan/faultPlan.ts';
import { relaySocket } from './relaySocket.ts';
import type { SlotFeed } from './slotFeed.ts';

type Rule = NonNullable<FaultPlan['rules']>[number];
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function serveSockets(onSocket: (socket: WebSocket) => void): Promise<string> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', onSocket);
  cleanups.push(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `ws://127.0.0.1:${address.port}`;
}

/** A client, a relay with faults, and a chain that answers each call with its id as subscription. */
async function connect(rules: readonly Omit<Rule, 'target'>[]) {
  const director: FaultDirector = createFaultDirector(['one']);
  director.apply({ rules: rules.map((rule) => ({ ...rule, target: 'ws' })) });
  const heard: string[] = [];
  let chainSocket: WebSocket | undefined;
  const upstreamUrl = await serveSockets((socket) => {
    chainSocket = socket;
    socket.on('message', (data: Buffer) => {
      heard.push(data.toString());
      const { id } = JSON.parse(data.toString()) as { id: number };
      socket.send(JSON.stringify({ jsonrpc: '2.0', result: id, id }));
    });
  });
  const lagged: (() => void)[] = [];
  const slots: SlotFeed = {
    waitSlots: () => new Promise((resolve) => lagged.push(resolve)),
    close: () => undefined,
  };
  const url = await serveSockets((socket) => {
    relaySocket(socket, { upstreamUrl, operator: 'one', director, slots });
  });
  const client = new WebSocket(url);
  const received: string[] = [];
  client.on('message', (data: Buffer) => received.push(data.toString()));
  await once(client, 'open');
  const call = (id: number, method = 'signatureSubscribe') =>
    client.send(JSON.stringify({ jsonrpc: '2.0', id, method, params: [] }));
  const notify = (subscription: number, method = 'signatureNotification') => {
    const result = { context: { slot: 9 }, value: { err: null } };
    chainSocket?.send(JSON.stringify({ jsonrpc: '2.0', method, params: { result, subscription } }));
  };
  const receive = (count: number) =>
    expect.poll(() => received.length, { interval: 5, timeout: 120_000 }).toBe(count);
  return { director, client, heard, received, lagged, call, notify, receive };
}

describe('relaySocket', () => {
  it('passes messages both ways as they are, also those sent before it was connected', async () => {
    const { call, notify, received, heard, receive } = await connect([]);
    call(1);
    await receive(1);
    notify(1);
    await receive(2);
    expect(heard).toEqual(['{"jsonrpc":"2.0","id":1,"method":"signatureSubscribe","params":[]}']);
    expect(received[0]).toBe('{"jsonrpc":"2.0","result":1,"id":1}');
    expect(JSON.parse(received[1] ?? '')).toMatchObject({ params: { subscription: 1 } });
  });

  it('accepts a subscription and then keeps silent about it alone', async () => {
    const { director, call, notify, received, receive } = await connect([
      { method: 'signatureSubscribe', first: 1, action: { kind: 'silence' } },
    ]);
    call(1);
    call(2);
    await receive(2);
    notify(1);
    notify(2);
    await receive(3);
    expect(JSON.parse(received[2] ?? '')).toMatchObject({ params: { subscription: 2 } });
    expect(director.counts().applied).toBe(1);
  });

  it.each(['signatureSubscribe', 'signatureNotification'])('drops %s', async (method) => {
    const { director, call, notify, receive, heard } = await connect([
      { method, first: 1, action: { kind: 'drop' } },
    ]);
    call(1);
    call(2);
    await receive(method === 'signatureSubscribe' ? 1 : 2);
    notify(2);
    notify(2);
    await receive(3);
    expect(heard).toHaveLength(method === 'signatureSubscribe' ? 1 : 2);
    expect(director.counts().applied).toBe(1);
  });

  it('refuses a subscription as vendors do that have none', async () => {
    const { call, received, receive, heard } = await connect([
      { action: { kind: 'rpcError', code: -32_601, message: 'Method not found' } },
    ]);
    call(7);
    await receive(1);
    expect(JSON.parse(received[0] ?? '')).toMatchObject({ id: 7, error: { code: -32_601 } });
    expect(heard).toEqual([]);
  });

  it('closes the socket on a message, with a code or without', async () => {
    const coded = await connect([{ action: { kind: 'closeSocket', code: 1013 } }]);
    coded.call(1);
    expect((await once(coded.client, 'close'))[0]).toBe(1013);
    const cut = await connect([{ action: { kind: 'closeSocket' } }]);
    cut.call(1);
    expect((await once(cut.client, 'close'))[0]).toBe(1006);
  });

  it('sends copies, in reverse, or later', async () => {
    const twice = await connect([
      { method: 'signatureNotification', action: { kind: 'duplicate', copies: 2 } },
    ]);
    twice.call(1);
    await twice.receive(1);
    twice.notify(1);
    await twice.receive(3);
    expect(twice.received[1]).toBe(twice.received[2]);

    const reversed = await connect([
      { method: 'signatureNotification', action: { kind: 'reorder', width: 2 } },
    ]);
    reversed.call(1);
    await reversed.receive(1);
    reversed.notify(1);
    reversed.notify(2);
    await reversed.receive(3);
    const order = reversed.received.slice(1).map((text) => JSON.parse(text).params.subscription);
    expect(order).toEqual([2, 1]);

    const late = await connect([
      { method: 'slotNotification', action: { kind: 'delay', delayMs: 5 } },
    ]);
    late.call(1);
    await late.receive(1);
    late.notify(1, 'slotNotification');
    await late.receive(2);
    expect(late.director.counts().applied).toBe(1);
  });

  it('holds notifications of a lagging node back for so many slots', async () => {
    const { call, notify, received, receive, lagged } = await connect([
      { action: { kind: 'lag', slots: 4 } },
    ]);
    call(1);
    await receive(1);
    notify(1);
    await expect.poll(() => lagged.length, { interval: 5 }).toBe(1);
    expect(received).toHaveLength(1);
    lagged[0]?.();
    await receive(2);
  });

  it('lies in notifications, and breaks their form', async () => {
    const { call, notify, received, receive } = await connect([
      { method: 'signatureNotification', first: 1, action: { kind: 'lieStatus', as: 'failed' } },
      { method: 'slotNotification', first: 1, action: { kind: 'malformed' } },
      { method: 'rootNotification', first: 1, action: { kind: 'wrongTypes' } },
    ]);
    call(1);
    await receive(1);
    notify(1);
    notify(1, 'slotNotification');
    notify(1, 'rootNotification');
    await receive(4);
    expect(JSON.parse(received[1] ?? '').params.result.value.err).toEqual({
      InstructionError: [0, { Custom: 6001 }],
    });
    expect(() => JSON.parse(received[2] ?? '')).toThrow(SyntaxError);
    expect(JSON.parse(received[3] ?? '').params.result.value).toEqual({ err: {} });
  });
});
