import { writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, it } from 'vitest';

import { openServerHarness } from '../../testing/serverHarness.ts';
import { temporaryDirectory } from '../../testing/temporaryDirectory.ts';

const headers = { host: 'localhost' };

async function openWithPage() {
  const consoleDirectory = temporaryDirectory();
  for (const name of ['index.html', 'console.js', 'console.css', 'icon.svg', 'secret.txt']) {
    writeFileSync(`${consoleDirectory}/${name}`, `this is ${name}`);
  }
  return openServerHarness({ consoleDirectory });
}

it('gives the page to anybody, under a policy that lets nothing else in', async () => {
  const { app } = await openWithPage();
  const page = await app.inject({ url: '/', headers });
  expect(page).toMatchObject({ statusCode: 200, body: 'this is index.html' });
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  const policy = String(page.headers['content-security-policy']);
  expect(policy.split('; ')).toEqual(
    expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]),
  );
  expect(policy).not.toContain('unsafe');
  for (const [path, type] of [
    ['/console.js', 'application/javascript'],
    ['/console.css', 'text/css'],
    ['/icon.svg', 'image/svg+xml'],
  ] as const) {
    const file = await app.inject({ url: path, headers });
    expect(file).toMatchObject({ statusCode: 200, body: `this is ${path.slice(1)}` });
    expect(file.headers['content-type']).toContain(type);
  }
});

it('sends nothing of a file that the browser has', async () => {
  const { app } = await openWithPage();
  const { etag } = (await app.inject({ url: '/console.js', headers })).headers;
  await app.listen({ host: 'localhost', port: 0 });
  const { address, port } = app.server.address() as AddressInfo;
  const answered = Promise.withResolvers<IncomingMessage>();
  // `fetch` would ask for the file whatever the tag says.
  get(
    { host: address, port, path: '/console.js', headers: { ...headers, 'if-none-match': etag } },
    answered.resolve,
  ).on('error', answered.reject);
  const again = await answered.promise;
  expect(again.statusCode).toBe(304);
  expect(await again.toArray()).toEqual([]);
});

it('gives no other file of the directory, and none to a page of another name', async () => {
  const { app } = await openWithPage();
  for (const url of ['/secret.txt', '/index.html', '/%2e%2e/secret.txt', '//secret.txt']) {
    expect((await app.inject({ url, headers })).json().code).toBe('SERVER__ROUTE_UNKNOWN');
  }
  const stranger = await app.inject({ url: '/', headers: { host: 'rebound.example' } });
  expect(stranger.json().code).toBe('SERVER__HOST_NOT_ALLOWED');
});

it('has no page where none is given', async () => {
  const { app } = await openServerHarness();
  expect((await app.inject({ url: '/', headers })).statusCode).toBe(404);
});
