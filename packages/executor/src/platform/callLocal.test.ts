import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';

import { expect, it, onTestFinished } from 'vitest';

import { callLocal } from './callLocal.ts';
import type { LocalOutcome } from './executorPlatform.ts';
import { claimSocketPath } from './socketPath.ts';
import { createTemporaryDirectory } from './testing/temporaryDirectory.ts';

/** Somebody who listens and does what the test says with each connection. */
async function listen(directory: string, onConnection: (socket: Socket) => void): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  server.listen(claimSocketPath(directory).path);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
}

async function call(directory: string, more: object = {}): Promise<LocalOutcome> {
  const bounds = { answerBytesMax: 100, timeoutMs: 60_000 };
  return callLocal({ directory, path: '/x', body: '{}', ...bounds, ...more });
}

it('finds nobody where there is no socket', async () => {
  const outcome = await call(createTemporaryDirectory());
  expect(outcome).toEqual({ kind: 'nobody', reason: 'there is no control socket' });
});

it('finds nobody behind the socket of a process that is gone', async () => {
  const directory = createTemporaryDirectory();
  const { path } = claimSocketPath(directory);
  const server = createServer();
  server.listen(path);
  await once(server, 'listening');
  // What a killed process leaves: the file stays, and nobody listens.
  server.close();
  await once(server, 'close');
  expect((await call(directory)).kind).toBe('nobody');
  writeFileSync(path, '');
  expect(await call(directory)).toMatchObject({ kind: 'nobody', reason: /is not a socket/u });
});

it('says that the answer is lost when the connection breaks', async () => {
  const directory = createTemporaryDirectory();
  await listen(directory, (socket) => {
    socket.once('data', () => socket.destroy());
  });
  expect((await call(directory)).kind).toBe('lost');
});

it('says that the answer is lost when it does not come in time', async () => {
  const directory = createTemporaryDirectory();
  await listen(directory, () => undefined);
  const outcome = await call(directory, { timeoutMs: 1_000 });
  expect(outcome).toEqual({ kind: 'lost', reason: 'no answer within 1000 ms' });
});

it('says that the answer is lost when the caller gives up', async () => {
  const directory = createTemporaryDirectory();
  const abort = new AbortController();
  await listen(directory, (socket) => {
    socket.once('data', () => {
      abort.abort();
    });
  });
  expect((await call(directory, { signal: abort.signal })).kind).toBe('lost');
});

it.each([
  ['is cut off', 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf'],
  ['exceeds its bound', `HTTP/1.1 200 OK\r\ncontent-length: 101\r\n\r\n${'x'.repeat(101)}`],
  ['is not HTTP', 'hello\r\n\r\n'],
])('takes no answer that %s', async (_, text) => {
  const directory = createTemporaryDirectory();
  await listen(directory, (socket) => {
    socket.once('data', () => socket.end(text));
  });
  expect((await call(directory)).kind).toBe('lost');
});
