import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { WebSocketServer, type WebSocket } from 'ws';

/** An HTTP server that listens on the loopback interface. */
export interface ListeningServer {
  /** Base address without a trailing slash. */
  readonly url: string;
  /** Base address for WebSocket clients. */
  readonly wsUrl: string;
  /** Closes the port and every open connection. May be called any number of times. */
  close(): Promise<void>;
}

/**
 * Serves an application on a free port of the loopback interface, and sockets on the same one.
 * Nothing outside this machine can reach it.
 *
 * @param onSocket - Takes each WebSocket that is opened; without one none is.
 */
export async function listenHttp(
  application: Hono,
  onSocket?: (socket: WebSocket) => void,
): Promise<ListeningServer> {
  const listener = getRequestListener(application.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (onSocket === undefined) socket.destroy();
    else sockets.handleUpgrade(request, socket, head, onSocket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error(`The server listens on ${String(address)}, which has no port.`);
  }
  const closeAll = async (): Promise<void> => {
    const ended = once(server, 'close');
    for (const socket of sockets.clients) socket.terminate();
    server.close();
    server.closeAllConnections();
    await ended;
  };
  let closed: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${address.port}`,
    wsUrl: `ws://127.0.0.1:${address.port}`,
    close: async () => (closed ??= closeAll()),
  };
}
