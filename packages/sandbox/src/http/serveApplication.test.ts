import { Hono } from 'hono';
import { expect, it } from 'vitest';

import { serveApplication } from './serveApplication.ts';

it('serves on the loopback interface until closed, and closes any number of times', async () => {
  const application = new Hono();
  application.get('/', (request) => request.text('hello'));
  const server = await serveApplication(application);
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const response = await fetch(server.url);
  expect(await response.text()).toBe('hello');
  await Promise.all([server.close(), server.close()]);
  await expect(fetch(server.url)).rejects.toThrow('fetch failed');
});

it('closes although a client still waits for an answer', async () => {
  const application = new Hono();
  let markReached: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => (markReached = resolve));
  application.get('/', () => {
    markReached();
    return new Promise<Response>(() => undefined);
  });
  const server = await serveApplication(application);
  const waiting = fetch(server.url);
  const failure = expect(waiting).rejects.toThrow('fetch failed');
  await reached;
  await server.close();
  await failure;
});
