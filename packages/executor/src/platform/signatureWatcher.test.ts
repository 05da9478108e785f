import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';

import { createSignatureWatcher } from './signatureWatcher.ts';

const SIGNATURE = '1'.repeat(64);

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Holds in the end, on a busy machine too. */
const eventually = async (check: () => void) => vi.waitFor(check, { timeout: 120_000 });

/** A node that does with every call what the test wants. */
async function startNode(onCall: (call: Call, socket: ServerSocket) => void) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const calls: Call[] = [];
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    socket.on('message', (data: Buffer) => {
      const call = JSON.parse(data.toString()) as Call;
      calls.push(call);
      onCall(call, socket);
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return {
    wsUrl: `ws://127.0.0.1:${address.port}`,
    server,
    calls,
    connections: () => connections,
    methods: () => calls.map(({ method }) => method),
  };
}

function listen() {
  const told: string[] = [];
  const events = {
    onOpen: () => void told.push('open'),
    onReport: () => void told.push('report'),
    onFailure: (reason: string) => void told.push(reason),
  };
  return { told, events };
}

function answer(call: Call, socket: ServerSocket): void {
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: call.id, result: call.id + 100 }));
}

function notify(subscription: number, socket: ServerSocket): void {
  const params = { subscription, result: { context: { slot: 1 }, value: { err: null } } };
  socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'signatureNotification', params }));
}

describe('createSignatureWatcher', () => {
  it('asks for the confirmation, says when it is heard, and reports once', async () => {
    const { wsUrl, calls } = await startNode((call, socket) => {
      answer(call, socket);
      notify(call.id + 100, socket);
      notify(call.id + 100, socket);
    });
    const { told, events } = listen();
    createSignatureWatcher()({ wsUrl, signature: SIGNATURE }, events);
    await eventually(() => {
      expect(told).toEqual(['open', 'report']);
    });
    expect(calls[0]).toMatchObject({
      method: 'signatureSubscribe',
      params: [SIGNATURE, { commitment: 'confirmed' }],
    });
  });

  it('shares a connection, and reports only what was asked for', async () => {
    const node = await startNode((call, socket) => {
      answer(call, socket);
      if (call.params[0] === 'second') notify(call.id + 100, socket);
    });
    const watch = createSignatureWatcher();
    const [first, second] = [listen(), listen()];
    const watching = watch({ wsUrl: node.wsUrl, signature: 'first' }, first.events);
    watch({ wsUrl: node.wsUrl, signature: 'second' }, second.events);
    await eventually(() => {
      expect(second.told).toEqual(['open', 'report']);
    });
    expect(first.told).toEqual(['open']);
    expect(node.connections()).toBe(1);
    watching.close();
    // The last watch is gone, and with it the connection.
    await eventually(() => {
      expect(node.server.clients.size).toBe(0);
    });
    expect(first.told).toEqual(['open']);
  });

  it('takes a watch back that is not wanted any more', async () => {
    const node = await startNode(answer);
    const watch = createSignatureWatcher();
    const [first, second] = [listen(), listen()];
    const watching = watch({ wsUrl: node.wsUrl, signature: 'first' }, first.events);
    watch({ wsUrl: node.wsUrl, signature: 'second' }, second.events);
    await eventually(() => {
      expect([...first.told, ...second.told]).toEqual(['open', 'open']);
    });
    watching.close();
    watching.close();
    await eventually(() => {
      expect(node.methods()).toEqual([
        'signatureSubscribe',
        'signatureSubscribe',
        'signatureUnsubscribe',
      ]);
    });
  });

  it('says that the stream ended, and connects anew for the next watch', async () => {
    const node = await startNode((call, socket) => {
      answer(call, socket);
      socket.terminate();
    });
    const watch = createSignatureWatcher();
    for (let time = 0; time < 2; time += 1) {
      const { told, events } = listen();
      watch({ wsUrl: node.wsUrl, signature: SIGNATURE }, events);
      await eventually(() => {
        expect(told.at(-1)).toMatch(/connection/u);
      });
    }
    expect(node.connections()).toBe(2);
  });

  it('says when the node refuses, and passes over what it cannot read', async () => {
    const { wsUrl } = await startNode((call, socket) => {
      for (const noise of ['', '<html>', '[]', 'null', '7', '{"id":"x"}', '{"method":"x"}']) {
        socket.send(noise);
      }
      socket.send(Buffer.from([1, 2, 3]));
      socket.send(JSON.stringify({ id: call.id, result: 'wrong type' }));
      socket.send(JSON.stringify({ id: call.id, error: { code: -32_601, message: 'SECRET' } }));
    });
    const { told, events } = listen();
    createSignatureWatcher()({ wsUrl, signature: SIGNATURE }, events);
    await eventually(() => {
      expect(told).toEqual(['the node refuses the subscription']);
    });
  });

  it.each(['ws://127.0.0.1:9', 'not an address'])('says why %s never began', async (wsUrl) => {
    const { told, events } = listen();
    createSignatureWatcher()({ wsUrl, signature: SIGNATURE }, events);
    await eventually(() => {
      expect(told).toHaveLength(1);
    });
    expect(told).not.toContain('open');
  });

  it('tells nothing after it was closed, even while it is still connecting', async () => {
    const rejections: unknown[] = [];
    const note = (cause: unknown): void => void rejections.push(cause);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const node = await startNode(() => undefined);
    const { told, events } = listen();
    const watch = createSignatureWatcher();
    watch({ wsUrl: 'ws://127.0.0.1:9', signature: SIGNATURE }, events).close();
    watch({ wsUrl: node.wsUrl, signature: SIGNATURE }, events).close();
    const other = listen();
    const silent = watch({ wsUrl: node.wsUrl, signature: SIGNATURE }, other.events);
    await eventually(() => {
      expect(node.methods()).toContain('signatureSubscribe');
    });
    silent.close();
    expect([told, other.told, rejections]).toEqual([[], [], []]);
  });
});
