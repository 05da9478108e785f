import { EventEmitter } from 'node:events';

import { expect, it } from 'vitest';
import type { WebSocket } from 'ws';

import { createTestChain, SOL, tradeBytes } from '../testing/testChain.ts';
import { createSubscriptions } from './subscriptions.ts';

/** A socket whose messages are kept. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly readyState = 1;
  readonly sent: unknown[] = [];
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  ask(method: string, params: readonly unknown[]): void {
    this.emit('message', JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  }
}

function start() {
  const test = createTestChain();
  const [node] = test.chain.nodes;
  const [wallet] = test.wallets;
  if (node === undefined || wallet === undefined) throw new Error('has both');
  const subscriptions = createSubscriptions(node);
  const socket = new FakeSocket();
  subscriptions.accept(socket as unknown as WebSocket);
  const slot = async () => {
    test.chain.advanceSlot();
    await subscriptions.notify();
  };
  return { ...test, node, wallet, socket, slot };
}

it('tells a signature once, at the commitment that was asked for', async () => {
  const test = start();
  const { node, wallet, spark, socket, slot } = test;
  const buy = await tradeBytes(test, { wallet, pool: spark, side: 'buy', amountIn: SOL });
  socket.ask('signatureSubscribe', [buy.signature, { commitment: 'confirmed' }]);
  expect(socket.sent).toEqual([{ jsonrpc: '2.0', result: 1, id: 1 }]);
  await node.send(buy.wire);
  await slot();
  expect(socket.sent).toHaveLength(1);
  await slot();
  expect(socket.sent[1]).toMatchObject({
    method: 'signatureNotification',
    params: { subscription: 1, result: { value: { err: null } } },
  });
  await slot();
  expect(socket.sent).toHaveLength(2);
});

it('tells every slot until nobody wants to know', async () => {
  const { chain, socket, slot } = start();
  socket.ask('slotSubscribe', []);
  await slot();
  expect(socket.sent[1]).toMatchObject({
    method: 'slotNotification',
    params: { result: { slot: Number(chain.slot) } },
  });
  socket.ask('slotUnsubscribe', [1]);
  await slot();
  expect(socket.sent).toHaveLength(3);
});

it('forgets who has gone, and says nothing while its node is down', async () => {
  const { node, socket, slot } = start();
  socket.ask('slotSubscribe', []);
  node.behaviour.availability = 'silent';
  await slot();
  node.behaviour.availability = 'up';
  socket.emit('close');
  await slot();
  expect(socket.sent).toHaveLength(1);
});

it('refuses what it does not know', () => {
  const { socket } = start();
  socket.ask('logsSubscribe', []);
  socket.emit('message', '{');
  expect(socket.sent).toMatchObject([{ error: { code: -32601 } }, { error: { code: -32600 } }]);
});
