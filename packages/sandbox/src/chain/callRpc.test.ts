import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import type { RunningServer } from '../http/serveApplication.ts';
import { serveFakeRpc } from '../testing/fakeRpc.ts';
import { callRpc, RpcError } from './callRpc.ts';

let node: RunningServer;

beforeAll(async () => {
  node = await serveFakeRpc({
    echo: (parameters) => parameters,
    refuse: () => {
      throw new Error('not today');
    },
  });
});
afterAll(() => node.close());

describe('callRpc', () => {
  it('passes parameters on and answers the result', async () => {
    expect(await callRpc(node.url, 'echo', [1, { two: 3 }])).toEqual([1, { two: 3 }]);
  });

  it('throws what the node refused with', async () => {
    const call = callRpc(node.url, 'refuse');
    await expect(call).rejects.toBeInstanceOf(RpcError);
    await expect(call).rejects.toMatchObject({
      code: -32602,
      message: 'The chain refused refuse with -32602: not today',
    });
  });

  it('waits no longer than it is told to', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => {
      silent.close();
    });
    const { port } = silent.address() as AddressInfo;
    const impatient = { rpcUrl: `http://127.0.0.1:${port}`, timeoutMs: 20 };
    await expect(callRpc(impatient, 'getSlot')).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('throws when nobody listens', async () => {
    await expect(callRpc('http://127.0.0.1:1', 'echo')).rejects.toThrow('fetch failed');
  });
});
