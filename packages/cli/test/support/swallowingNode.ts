import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stand-in for a node that takes transactions and never answers, and is honest otherwise. */
export interface SwallowingNode {
  readonly url: string;
  /** Times `sendTransaction` was called. */
  readonly sends: () => number;
  close(): void;
}

/** Serves everything as the node behind it does, and keeps every send to itself. */
export async function serveSwallowingNode(rpcUrl: string): Promise<SwallowingNode> {
  let sends = 0;
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      if (!body.includes('"sendTransaction"')) {
        await forward(rpcUrl, body, response);
        return;
      }
      sends += 1;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    sends: () => sends,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

async function forward(rpcUrl: string, body: string, response: ServerResponse): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(rpcUrl, { method: 'POST', headers, body });
  response.writeHead(answer.status, headers).end(await answer.text());
}
