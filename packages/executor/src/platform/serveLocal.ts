import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

import type { LocalReply, LocalServer, LocalService } from './executorPlatform.ts';
import { claimSocketPath, makeSocketPrivate } from './socketPath.ts';

/** Milliseconds a caller has for handing its question over. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Milliseconds a caller has for taking its answer when the service ends. */
const FAREWELL_MS = 500;

/** Where a service listens. */
export interface ListeningPlace {
  readonly path: string;
  /** Lets callers in, once the socket is there. */
  open(): void;
  /** Removes what was made for it. */
  release(): void;
}

/** Serves HTTP on a Unix socket that only this user can open. */
export async function serveLocal(service: LocalService): Promise<LocalServer> {
  const claimed = claimSocketPath(service.directory);
  return serveSocket(service, {
    path: claimed.path,
    open: () => makeSocketPrivate(claimed.path),
    release: () => claimed.release(),
  });
}

/** Serves HTTP on the Unix socket of a place. */
export async function serveSocket(
  service: Omit<LocalService, 'directory'>,
  place: ListeningPlace,
): Promise<LocalServer> {
  // It loads a whole client for the web with it, which most starts of the command never need.
  const { createServer } = await import('node:http');
  /** Calls that have no answer yet. */
  const pending = new Set<ServerResponse>();
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      pending.add(response);
      void answerCall(service, request).then((reply) => {
        pending.delete(response);
        send(response, reply);
      });
    },
  );
  server.maxConnections = service.connectionsMax;
  try {
    server.listen(place.path);
    await once(server, 'listening');
    place.open();
  } catch (cause) {
    server.close();
    place.release();
    throw cause;
  }
  server.on('error', (cause) => {
    service.onFailure(cause.message);
  });
  return {
    close: async () => {
      await closeServer(server, pending);
      place.release();
    },
  };
}

/** What is answered already goes out; the rest is cut, so that callers turn to the next owner. */
async function closeServer(server: Server, pending: ReadonlySet<ServerResponse>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // Answers that are being made in this very turn of the event loop.
  await nextTurn();
  for (const response of pending) response.destroy();
  server.closeIdleConnections();
  const slow = new AbortController();
  const farewell = delay(FAREWELL_MS, undefined, { signal: slow.signal }).then(
    () => {
      server.closeAllConnections();
    },
    () => undefined,
  );
  await closed;
  slow.abort();
  await farewell;
}

async function answerCall(
  service: Omit<LocalService, 'directory'>,
  request: IncomingMessage,
): Promise<LocalReply> {
  try {
    if (request.method !== 'POST') return refusal(405, 'only POST is served');
    const body = await readBody(request, service.bodyBytesMax);
    if (body === undefined) return refusal(413, `the body exceeds ${service.bodyBytesMax} bytes`);
    return await service.answer({ path: request.url ?? '/', body });
  } catch (cause) {
    service.onFailure(String(cause));
    return refusal(500, 'the call broke');
  }
}

function refusal(status: number, reason: string): LocalReply {
  return { status, body: JSON.stringify({ reason }) };
}

async function readBody(request: IncomingMessage, bytesMax: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, body }: LocalReply): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(body);
}
