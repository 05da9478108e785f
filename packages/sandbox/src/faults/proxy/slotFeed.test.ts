import { once } from 'node:events';

import { expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';

import { createSlotFeed } from './slotFeed.ts';

async function serveSlots() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const subscribed = new Promise<WebSocket>((resolve) => {
    server.on('connection', (socket) => socket.once('message', () => resolve(socket)));
  });
  const notify = async () =>
    (await subscribed).send('{"method":"slotNotification","params":{"result":{"slot":1}}}');
  return { server, url: `ws://127.0.0.1:${address.port}`, subscribed, notify };
}

it('waits for so many slots of the chain', async () => {
  const chain = await serveSlots();
  const feed = createSlotFeed(chain.url);
  let isOver = false;
  const first = feed.waitSlots(1);
  const second = feed.waitSlots(2).then(() => (isOver = true));
  await chain.notify();
  await first;
  expect(isOver).toBe(false);
  await chain.notify();
  await second;
  feed.close();
  chain.server.close();
});

it('holds nobody back when it closes, or when the chain goes away', async () => {
  const chain = await serveSlots();
  const feed = createSlotFeed(chain.url);
  const held = feed.waitSlots(5);
  (await chain.subscribed).terminate();
  await held;
  const again = feed.waitSlots(5);
  feed.close();
  await again;
  chain.server.close();
  await createSlotFeed('ws://127.0.0.1:1').waitSlots(1);
});
