import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { sendHttp } from './sendHttp.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('sendHttp', () => {
  it('sends method, headers and body as they are', async () => {
    const url = await serve((request, response) => {
      request.setEncoding('utf8');
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        response.setHeader('x-answer', 'yes');
        response.end(`${request.method} ${String(request.headers['x-key'])} ${body}`);
      });
    });
    const headers = { 'x-key': 'k' };
    const answer = await sendHttp({ method: 'POST', url, headers, body: 'ü', timeoutMs: 60_000 });
    expect(answer).toMatchObject({
      status: 200,
      body: 'POST k ü',
      headers: expect.objectContaining({ 'x-answer': 'yes' }),
    });
  });

  it.each([400, 404, 429, 500, 503])('answers with HTTP %i like with any other', async (status) => {
    const url = await serve((_request, response) => {
      response.statusCode = status;
      response.end('body');
    });
    expect(await sendHttp({ method: 'GET', url, timeoutMs: 60_000 })).toMatchObject({
      status,
      body: 'body',
    });
  });

  it('follows no redirect: bytes and keys go where they were meant to', async () => {
    let calls = 0;
    const url = await serve((request, response) => {
      calls += 1;
      response.writeHead(307, { location: `${request.url}elsewhere` }).end();
    });
    await expect(sendHttp({ method: 'GET', url, timeoutMs: 60_000 })).rejects.toThrow();
    expect(calls).toBe(1);
  });

  it('gives up after its time', async () => {
    const url = await serve(() => {});
    await expect(sendHttp({ method: 'GET', url, timeoutMs: 20 })).rejects.toMatchObject({
      message: 'Operation timed out after 20ms',
    });
  });

  it('gives up after its time though the answer has begun, and hangs the call up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const begun = Promise.withResolvers<void>();
    const hungUp = Promise.withResolvers<void>();
    const url = await serve((request, response) => {
      if (request.url === '/other') {
        response.end();
        return;
      }
      response.on('close', () => {
        hungUp.resolve();
      });
      response.write('the first half', () => {
        begun.resolve();
      });
    });
    const ended = expect(sendHttp({ method: 'GET', url, timeoutMs: 20 })).rejects.toMatchObject({
      message: 'Operation timed out after 20ms',
    });
    await begun.promise;
    // By the end of another call, the half has arrived.
    await sendHttp({ method: 'GET', url: `${url}other`, timeoutMs: 20 });
    await vi.advanceTimersByTimeAsync(20);
    await ended;
    await hungUp.promise;
  });

  it('gives up when its signal does', async () => {
    const abort = new AbortController();
    const url = await serve(() => {
      abort.abort();
    });
    const { signal } = abort;
    await expect(sendHttp({ method: 'GET', url, timeoutMs: 60_000, signal })).rejects.toMatchObject(
      { name: 'AbortError' },
    );
  });

  it('tells who gave up himself his own reason, before the call and during it', async () => {
    const url = await serve(() => {});
    const reason = new Error('it closes');
    const call = { method: 'GET', url, timeoutMs: 60_000 } as const;
    const signal = AbortSignal.abort(reason);
    await expect(sendHttp({ ...call, signal })).rejects.toBe(reason);
    const abort = new AbortController();
    const sent = sendHttp({ ...call, signal: abort.signal });
    abort.abort(reason);
    await expect(sent).rejects.toBe(reason);
  });

  it('rejects when nobody listens and when the answer breaks off', async () => {
    const url = await serve((request) => {
      request.socket.destroy();
    });
    await expect(sendHttp({ method: 'GET', url, timeoutMs: 60_000 })).rejects.toThrow();
  });
});
