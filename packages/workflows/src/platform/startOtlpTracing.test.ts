import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, expect, it } from 'vitest';

import { startOtlpTracing } from './startOtlpTracing.ts';

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

interface Received {
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

async function collector(): Promise<{ readonly endpoint: string; readonly received: Received[] }> {
  const received: Received[] = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url: path = '', headers } = request;
      const body = Buffer.concat(chunks).toString('latin1');
      received.push({ path, type: headers['content-type'] ?? '', body });
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}/`, received };
}

it('sends spans to the path of traces below the endpoint, with the name of the service', async () => {
  const { endpoint, received } = await collector();
  const { tracer, close } = await startOtlpTracing({ endpoint, serviceName: 'quantbot-test' });
  tracer.startSpan('execution.trade', { attributes: { 'quantbot.key': 'trade-1' } }).end();
  await close();
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({ path: '/v1/traces', type: 'application/x-protobuf' });
  for (const text of ['quantbot-test', 'execution.trade', 'quantbot.key', 'trade-1']) {
    expect(received[0]?.body).toContain(text);
  }
});

it('closes in time although nobody takes the spans', async () => {
  const { endpoint } = await collector();
  server?.close();
  const { tracer, close } = await startOtlpTracing({ endpoint, serviceName: 's' });
  tracer.startSpan('execution.trade').end();
  await expect(close()).resolves.toBeUndefined();
});
