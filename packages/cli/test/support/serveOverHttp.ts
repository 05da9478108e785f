import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { outcomeOf, type AnyExecutionRequest, type ExecutionPort } from '@quantbot/core';

/** An HTTP server around a port, with the paths that a client asks. */
export async function serveOverHttp(port: ExecutionPort) {
  const server = createServer((request, response) => {
    void answer(port, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

async function answer(port: ExecutionPort, request: IncomingMessage) {
  if (request.url === '/readyz') {
    return { status: (await port.isAvailable()) ? 200 : 503, body: {} };
  }
  if (request.method === 'GET') return { status: 404, body: { code: 'SERVER__UNKNOWN_KEY' } };
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const idempotencyKey = request.headers['idempotency-key'];
  const asked = JSON.parse(Buffer.concat(chunks).toString()) as AnyExecutionRequest;
  const result = await port.execute({ ...asked, idempotencyKey: String(idempotencyKey) });
  return { status: outcomeOf(result) === 'denied' ? 422 : 200, body: { result } };
}
