import type { IncomingMessage } from 'node:http';

import type { LocalCall, LocalOutcome, LocalReply } from './executorPlatform.ts';
import { findSocketPath } from './socketPath.ts';

/** Asks the process that serves a directory, over a connection of its own. */
export async function callLocal(call: LocalCall): Promise<LocalOutcome> {
  let socketPath: string | undefined;
  try {
    socketPath = findSocketPath(call.directory);
  } catch (cause) {
    return { kind: 'nobody', reason: reasonOf(cause) };
  }
  if (socketPath === undefined) return { kind: 'nobody', reason: 'there is no control socket' };
  return callSocket(call, socketPath);
}

/** Asks whoever listens on a socket, over a connection of its own. */
export async function callSocket(
  call: Omit<LocalCall, 'directory'>,
  socketPath: string,
): Promise<LocalOutcome> {
  const timeout = AbortSignal.timeout(call.timeoutMs);
  const signal = call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]);
  const body = Buffer.from(call.body, 'utf8');
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  // It loads a whole client for the web with it, which most starts of the command never need.
  const { request: httpRequest } = await import('node:http');
  const { promise, resolve } = Promise.withResolvers<LocalOutcome>();
  let isConnected = false;
  const fail = (cause: unknown): void => {
    resolve({ kind: isConnected ? 'lost' : 'nobody', reason: failureOf(cause, call, timeout) });
  };
  const outgoing = httpRequest(
    { socketPath, method: 'POST', path: call.path, headers, agent: false, signal },
    (incoming) => {
      readReply(incoming, call.answerBytesMax).then(
        (reply) => resolve({ kind: 'answered', reply }),
        fail,
      );
    },
  );
  outgoing.on('socket', (socket) => {
    socket.once('connect', () => {
      isConnected = true;
    });
  });
  outgoing.on('error', fail);
  outgoing.end(body);
  return promise;
}

async function readReply(incoming: IncomingMessage, bytesMax: number): Promise<LocalReply> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Error(`an answer of more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return { status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') };
}

function failureOf(
  cause: unknown,
  call: Pick<LocalCall, 'timeoutMs'>,
  timeout: AbortSignal,
): string {
  return timeout.aborted ? `no answer within ${call.timeoutMs} ms` : reasonOf(cause);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
