import { once } from 'node:events';

import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { listenHttp } from './listenHttp.ts';

it('serves calls and sockets on one port, and closes both', async () => {
  const application = new Hono().get('/', (context) => context.text('here'));
  const server = await listenHttp(application, (socket) => {
    socket.send('hello');
  });
  expect(await (await fetch(server.url)).text()).toBe('here');
  const socket = new WebSocket(server.wsUrl);
  const [message] = (await once(socket, 'message')) as [Buffer];
  expect(message.toString()).toBe('hello');
  const closed = once(socket, 'close');
  await Promise.all([server.close(), server.close()]);
  await closed;
  await expect(fetch(server.url)).rejects.toThrow(TypeError);
});

it('refuses sockets where nobody takes them', async () => {
  const server = await listenHttp(new Hono());
  const socket = new WebSocket(server.wsUrl);
  const [error] = (await once(socket, 'error')) as [Error];
  expect(error.message).toMatch(/hang up/u);
  await server.close();
});
