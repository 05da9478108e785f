import { once } from 'node:events';
import { createServer } from 'node:http';

import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';

/** An HTTP server that listens on the loopback interface. */
export interface RunningServer {
  /** Base address without a trailing slash. */
  readonly url: string;
  /** Closes the port and every open connection. May be called any number of times. */
  close(): Promise<void>;
}

/**
 * Serves an application on a free port of the loopback interface. Nothing outside this machine can
 * reach a sandbox.
 */
export async function serveApplication(application: Hono): Promise<RunningServer> {
  const listener = getRequestListener(application.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  // A connection closed for idleness just as it is used again would lose a request nobody planned to.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error(`The server listens on ${String(address)}, which has no port.`);
  }
  let closed: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => (closed ??= closeServer(server)),
  };
}

async function closeServer(server: ReturnType<typeof createServer>): Promise<void> {
  const ended = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await ended;
}
