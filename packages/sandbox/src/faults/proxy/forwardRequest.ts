import { Agent, request as openRequest } from 'node:http';

import type { Exchange, Reply } from './exchange.ts';
import { endToEndHeaders } from './reply.ts';

/** Sends a request on. @throws Error when the service behind does not answer */
export type Forward = (request: ForwardedRequest) => Promise<Reply>;

/** What of an exchange is sent on. */
export type ForwardedRequest = Pick<Exchange, 'verb' | 'path' | 'headers' | 'body'>;

/** What a proxy forwards to. */
export interface Upstream {
  readonly forward: Forward;
  /** Ends the connections to it. */
  close(): void;
}

const DROPPED_HEADERS: ReadonlySet<string> = new Set([
  // An answer in another coding could not be read.
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);
const NO_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Creates the way to one service, over connections that are kept. */
export function createUpstream(baseUrl: string): Upstream {
  const { hostname, port } = new URL(baseUrl);
  const agent = new Agent({ keepAlive: true });
  return {
    forward(exchange) {
      const { verb, path, body } = exchange;
      const length = NO_BODY.has(verb) ? [] : ['content-length', String(body.length)];
      const headers = [
        'host',
        `${hostname}:${port}`,
        ...endToEndHeaders(exchange.headers, DROPPED_HEADERS),
        ...length,
      ];
      return new Promise((resolve, reject) => {
        const options = { agent, hostname, port, method: verb, path, headers };
        const outgoing = openRequest(options, (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => {
            const { statusCode: status = 502, rawHeaders } = incoming;
            resolve({ status, headers: rawHeaders, body: Buffer.concat(chunks) });
          });
        });
        outgoing.on('error', reject);
        outgoing.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}
