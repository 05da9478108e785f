import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { callLocal } from './callLocal.ts';
import type { LocalReply, LocalRequest, LocalService } from './executorPlatform.ts';
import { serveLocal } from './serveLocal.ts';
import { createTemporaryDirectory } from './testing/temporaryDirectory.ts';

async function serve(
  answer: (request: LocalRequest) => Promise<LocalReply>,
  more: Partial<LocalService> = {},
) {
  const directory = more.directory ?? createTemporaryDirectory();
  const failures: string[] = [];
  const server = await serveLocal({
    directory,
    bodyBytesMax: 1_000,
    connectionsMax: 8,
    answer,
    onFailure: (reason) => {
      failures.push(reason);
    },
    ...more,
  });
  onTestFinished(async () => server.close());
  const socket = join(directory, 'control', 'socket');
  const call = async (body: string, path = '/x') =>
    callLocal({ directory, path, body, answerBytesMax: 1_000, timeoutMs: 60_000 });
  return { directory, server, socket, call, failures };
}

const echo = async ({ path, body }: LocalRequest): Promise<LocalReply> => ({
  status: 200,
  body: `${path} ${body}`,
});

it('answers calls and gives nobody else the socket', async () => {
  const { call, socket } = await serve(echo);
  const reply = { status: 200, body: '/x ü' };
  expect(await call('ü')).toEqual({ kind: 'answered', reply });
  expect(statSync(socket).mode & 0o777).toBe(0o600);
});

it('refuses a body beyond its bound without asking anybody', async () => {
  let asked = 0;
  const { call } = await serve(async () => {
    asked += 1;
    return { status: 200, body: '' };
  });
  expect(await call('x'.repeat(1_001))).toMatchObject({ reply: { status: 413 } });
  expect(await call('x'.repeat(1_000))).toMatchObject({ reply: { status: 200 } });
  expect(asked).toBe(1);
});

it('serves POST alone', async () => {
  const { socket } = await serve(echo);
  const got = request({ socketPath: socket, method: 'GET', path: '/x' });
  got.end();
  const [response] = (await once(got, 'response')) as [{ statusCode: number; resume(): void }];
  response.resume();
  expect(response.statusCode).toBe(405);
});

it('closes connections beyond its bound', async () => {
  const { socket, call } = await serve(echo, { connectionsMax: 1 });
  const idle = connect(socket);
  await once(idle, 'connect');
  expect((await call('x')).kind).toBe('lost');
  idle.destroy();
  await once(idle, 'close');
});

it('answers a broken call with a status and goes on', async () => {
  const { call, failures } = await serve(async () => Promise.reject(new Error('broken')));
  expect(await call('x')).toMatchObject({ kind: 'answered', reply: { status: 500 } });
  expect(failures).toEqual(['Error: broken']);
});

it('cuts calls without an answer when it closes, and leaves no socket', async () => {
  const asked = Promise.withResolvers<void>();
  const { call, server, socket } = await serve(async () => {
    asked.resolve();
    return new Promise<never>(() => undefined);
  });
  const waiting = call('x');
  await asked.promise;
  await server.close();
  expect((await waiting).kind).toBe('lost');
  expect(existsSync(socket)).toBe(false);
  expect(await call('x')).toEqual({ kind: 'nobody', reason: 'there is no control socket' });
});

it('lets an answer out that is there when it closes', async () => {
  const answer = Promise.withResolvers<LocalReply>();
  const asked = Promise.withResolvers<void>();
  const { call, server } = await serve(async () => {
    asked.resolve();
    return answer.promise;
  });
  const waiting = call('x');
  await asked.promise;
  answer.resolve({ status: 200, body: 'done' });
  await server.close();
  expect(await waiting).toMatchObject({ kind: 'answered', reply: { body: 'done' } });
});
