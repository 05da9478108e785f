import { WebSocket } from 'ws';

import { isJsonRecord, parseJson } from './jsonValue.ts';

/** Follows the slots of the chain. */
export interface SlotFeed {
  /** Waits until the chain has gone on by so many slots. Resolves early when the feed closes. */
  waitSlots(slots: number): Promise<void>;
  close(): void;
}

interface Waiter {
  remaining: number;
  readonly resolve: () => void;
}

/** Creates a feed that connects when it is first waited on: most sandboxes never lag. */
export function createSlotFeed(wsUrl: string): SlotFeed {
  let socket: WebSocket | undefined;
  let waiters: Waiter[] = [];

  const advance = () => {
    for (const waiter of waiters) waiter.remaining -= 1;
    const due = waiters.filter(({ remaining }) => remaining <= 0);
    waiters = waiters.filter(({ remaining }) => remaining > 0);
    for (const { resolve } of due) resolve();
  };
  const release = () => {
    const all = waiters;
    waiters = [];
    for (const { resolve } of all) resolve();
  };
  const connect = () => {
    socket ??= openFeed(wsUrl, advance)
      .on('error', () => undefined)
      .on('close', () => {
        socket = undefined;
        release();
      });
  };

  return {
    waitSlots(slots) {
      connect();
      return new Promise((resolve) => waiters.push({ remaining: slots, resolve }));
    },
    close() {
      socket?.terminate();
      release();
    },
  };
}

function openFeed(wsUrl: string, advance: () => void): WebSocket {
  const socket = new WebSocket(wsUrl);
  socket.on('open', () => {
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'slotSubscribe', params: [] }));
  });
  socket.on('message', (data: Buffer) => {
    const message = parseJson(data.toString('utf8'));
    if (isJsonRecord(message) && message['method'] === 'slotNotification') advance();
  });
  return socket;
}
