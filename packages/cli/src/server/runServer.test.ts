import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { promisify } from 'node:util';

import { waitUntil } from '@quantbot/sandbox';
import { expect, it, onTestFinished } from 'vitest';

import { tradeRecord } from '../testing/records.ts';
import { openServerHarness } from '../testing/serverHarness.ts';
import { DEFAULT_BOUNDS, type ServerApplication } from './serverParts.ts';

const TIMEOUT_MS = 120_000;

async function listen(app: ServerApplication): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}

function open(port: number, text: string): Socket {
  const socket = connect(port, '127.0.0.1', () => socket.write(text));
  socket.on('error', () => socket.destroy());
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

const connectionsOf = async (app: ServerApplication): Promise<number> =>
  promisify(app.server.getConnections.bind(app.server))();

it('lets go of a stream that nobody reads, and of its place', async () => {
  const trade = tradeRecord({ key: 'k'.repeat(100) });
  const bounds = { ...DEFAULT_BOUNDS, streamsMax: 1, idleMsMax: 300, heartbeatMs: 50 };
  const { app, headers } = await openServerHarness(
    { bounds },
    {
      latestSequence: () => 1_000_000,
      // More than every buffer on the way holds.
      eventsAfter: (sequence, limit) =>
        Array.from({ length: Math.min(limit, 1_000_000 - sequence) }, (_, index) => ({
          sequence: sequence + 1 + index,
          atMs: 0,
          name: 'TradeAdmitted' as const,
          trade,
        })),
    },
  );
  const port = await listen(app);
  const { authorization = '' } = headers('read');
  const head = `Host: localhost\r\nAuthorization: ${authorization}\r\n`;
  const follow = `GET /v1/events HTTP/1.1\r\n${head}Last-Event-ID: 0\r\n\r\n`;
  const connected = once(app.server, 'connection');
  open(port, follow).pause();
  await connected;
  await waitUntil(async () => (await connectionsOf(app)) === 0, {
    timeoutMs: TIMEOUT_MS,
    description: 'the end of the connection',
  });
  const said = { text: '' };
  open(port, follow).once('data', (chunk) => (said.text = String(chunk)));
  await waitUntil(() => said.text !== '', { timeoutMs: TIMEOUT_MS, description: 'a free place' });
  expect(said.text).toContain('HTTP/1.1 200 OK');
});

it('lets go of a connection that sends nothing, half a head or half a body', async () => {
  const bounds = { ...DEFAULT_BOUNDS, headMsMax: 100, requestMsMax: 200 };
  const { app, execution, headers } = await openServerHarness({ bounds });
  const port = await listen(app);
  const { authorization = '' } = headers('trade');
  const head = `Host: localhost\r\nAuthorization: ${authorization}\r\nIdempotency-Key: k\r\n`;
  const post = `POST /v1/executions HTTP/1.1\r\n${head}Content-Type: application/json\r\n`;
  const said = ['', post, `${post}Content-Length: 99\r\n\r\n{`].map((text) => {
    const socket = open(port, text);
    const answer = { text: '', isOver: false };
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer.text += chunk));
    socket.on('close', () => (answer.isOver = true));
    return answer;
  });
  await waitUntil(() => said.every(({ isOver }) => isOver), {
    timeoutMs: TIMEOUT_MS,
    description: 'the end of all of them',
  });
  expect(said.map(({ text }) => text.split('\r\n')[0])).toEqual(
    Array.from({ length: 3 }, () => 'HTTP/1.1 408 Request Timeout'),
  );
  expect(execution.requests).toEqual([]);
});

it('keeps a connection for the next request as long as one may stand still', async () => {
  const { app } = await openServerHarness({
    bounds: {
      ...DEFAULT_BOUNDS,
      headMsMax: TIMEOUT_MS,
      requestMsMax: TIMEOUT_MS,
      idleMsMax: 75_000,
    },
  });
  const said = { text: '' };
  open(await listen(app), 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
    .setEncoding('utf8')
    .on('data', (chunk: string) => (said.text += chunk));
  await waitUntil(() => said.text.includes('\r\n\r\n'), {
    timeoutMs: TIMEOUT_MS,
    description: 'the answer',
  });
  expect(said.text.toLowerCase()).toContain('keep-alive: timeout=75\r\n');
});

it('has room for so many connections', async () => {
  const bounds = {
    ...DEFAULT_BOUNDS,
    headMsMax: TIMEOUT_MS,
    requestMsMax: TIMEOUT_MS,
    connectionsMax: 2,
  };
  const { app } = await openServerHarness({ bounds });
  const port = await listen(app);
  const isOver = [false, false, false];
  for (const index of isOver.keys()) {
    open(port, '').on('close', () => (isOver[index] = true));
    await waitUntil(async () => (await connectionsOf(app)) === Math.min(index + 1, 2), {
      timeoutMs: TIMEOUT_MS,
      description: 'the connection',
    });
  }
  await waitUntil(() => isOver[2] === true, { timeoutMs: TIMEOUT_MS, description: 'the refusal' });
  expect(isOver).toEqual([false, false, true]);
});
