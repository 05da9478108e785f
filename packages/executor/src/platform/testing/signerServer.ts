import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { onTestFinished } from 'vitest';

/** One call that a made-up service was given. */
export interface ServedCall {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What it answers: JSON, text as it is, or nothing for ever. */
export type ServedAnswer =
  | { readonly status?: number; readonly json: unknown }
  | { readonly status?: number; readonly text: string }
  | 'never';

/** A service that a test speaks for. */
export interface SignerServer {
  readonly url: string;
  readonly calls: readonly ServedCall[];
}

/** Serves on a free port of this machine until the test has ended. */
export async function serveSigner(
  answer: (call: ServedCall) => ServedAnswer,
): Promise<SignerServer> {
  const calls: ServedCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const { method = '', url = '', headers } = request;
      const call = { method, path: url, headers, body };
      calls.push(call);
      const given = answer(call);
      if (given === 'never') return;
      response.statusCode = given.status ?? 200;
      response.setHeader('content-type', 'application/json');
      response.end('json' in given ? JSON.stringify(given.json) : given.text);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, calls };
}
