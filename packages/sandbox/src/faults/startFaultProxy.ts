import { once } from 'node:events';
import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer } from 'ws';

import { lieInReply } from './lies/lieInReply.ts';
import type { FaultDirector } from './plan/faultDirector.ts';
import type { Exchange, Outcome } from './proxy/exchange.ts';
import { createUpstream, type Forward, type Upstream } from './proxy/forwardRequest.ts';
import { readExchange } from './proxy/readExchange.ts';
import { closeSocket, relaySocket } from './proxy/relaySocket.ts';
import { endToEndHeaders } from './proxy/reply.ts';
import { faultsOf, runExchange, waitOut } from './proxy/runExchange.ts';
import type { SendGate } from './proxy/sendGate.ts';
import { sentSignatures } from './proxy/sentSignatures.ts';
import { createSlotFeed, type SlotFeed } from './proxy/slotFeed.ts';
import type { ChainReader } from './view/chainReader.ts';
import { rewriteReply } from './view/rewriteReply.ts';

/** What a proxy stands in front of. */
export interface FaultProxyOptions {
  readonly target: Exchange['target'];
  /** Base address of the service. */
  readonly upstreamUrl: string;
  readonly director: FaultDirector;
  /** Of an operator's node alone: its label, its subscriptions, and what measures its chain. */
  readonly node?: {
    readonly operator: string;
    readonly wsUrl: string;
    readonly chain: ChainReader;
    /** Shared by all nodes of one chain. */
    readonly sends: SendGate;
  };
}

/** A running proxy. */
export interface FaultProxy {
  /** Base address without a trailing slash. */
  readonly url: string;
  /** Address for subscriptions, on the same port. */
  readonly wsUrl: string;
  /** Closes the sockets that are open. @returns how many there were */
  closeSockets(code?: number): number;
  /** Closes the port and every open connection. */
  close(): Promise<void>;
}

/** Starts a proxy on a free port of the loopback interface. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const upstream = createUpstream(options.upstreamUrl);
  const slots = createSlotFeed(options.node?.wsUrl ?? '');
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const server = createServer((request, response) => {
    void answer({ request, response, options, upstream });
  });
  // A connection closed for idleness, while its client sends, would be a fault nobody planned.
  server.keepAliveTimeout = 0;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    void upgrade({ request, socket, head, options, sockets, slots });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error(`The proxy listens on ${String(address)}, which has no port.`);
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    wsUrl: `ws://127.0.0.1:${address.port}`,
    closeSockets(code) {
      const open = [...sockets.clients];
      for (const socket of open) closeSocket(socket, code);
      return open.length;
    },
    async close() {
      const ended = once(server, 'close');
      server.close();
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      slots.close();
      upstream.close();
      await ended;
    },
  };
}

async function answer({
  request,
  response,
  options,
  upstream,
}: {
  request: IncomingMessage;
  response: ServerResponse;
  options: FaultProxyOptions;
  upstream: Upstream;
}): Promise<void> {
  try {
    const exchange = await readExchange(request, options.target);
    writeOutcome(await run(exchange, options, upstream), response);
  } catch {
    // The client or the service went away: the other one sees its connection end.
    response.destroy();
  }
}

function run(
  exchange: Exchange,
  { director, node }: FaultProxyOptions,
  upstream: Upstream,
): Promise<Outcome> {
  const { target, method } = exchange;
  const operator = node === undefined ? {} : { operator: node.operator };
  return runExchange(exchange, {
    chosen: director.choose({ target, method, ...operator }, () => sentSignatures(exchange)[0]),
    forward:
      node !== undefined && isSend(exchange) ? inTurn(node.sends, upstream) : upstream.forward,
    view: async (asked, reply, { lagSlots }) =>
      node === undefined ? reply : rewriteReply(asked, reply, { lagSlots, chain: node.chain }),
    lie: async (asked, reply, action) => lieInReply(asked, reply, { action, chain: node?.chain }),
  });
}

function isSend({ method }: Exchange): boolean {
  return method === 'sendTransaction';
}

function inTurn(sends: SendGate, { forward }: Upstream): Forward {
  return async (asked) => sends.pass(async () => forward(asked));
}

function writeOutcome(outcome: Outcome, response: ServerResponse): void {
  if (outcome.kind === 'silence') return;
  if (outcome.kind === 'close') {
    response.destroy();
    return;
  }
  const { status, headers, body } = outcome.reply;
  response.writeHead(status, [...endToEndHeaders(headers), 'content-length', String(body.length)]);
  response.end(body);
}

async function upgrade({
  request,
  socket,
  head,
  options,
  sockets,
  slots,
}: {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
  options: FaultProxyOptions;
  sockets: WebSocketServer;
  slots: SlotFeed;
}): Promise<void> {
  const { node, director } = options;
  if (node === undefined) return void socket.destroy();
  // The client may go away while the upgrade is held back.
  socket.on('error', () => socket.destroy());
  const { operator, wsUrl } = node;
  const chosen = director.choose({ target: 'ws', operator, method: 'connect' });
  for (const delay of faultsOf(chosen, 'delay')) await waitOut(delay);
  const [refusal] = faultsOf(chosen, 'httpError');
  if (refusal !== undefined) {
    refusal.record();
    const { status } = refusal.action;
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\n\r\n`);
    return;
  }
  const [drop] = faultsOf(chosen, 'drop');
  if (drop !== undefined) {
    drop.record();
    socket.destroy();
    return;
  }
  sockets.handleUpgrade(request, socket, head, (client) => {
    relaySocket(client, { upstreamUrl: wsUrl, operator, director, slots });
  });
}
