import { expect, it } from 'vitest';

import { compileOptions } from './clientOptions.ts';
import { exchange } from './exchange.ts';
import { scriptedPlatform, type ScriptedAnswer } from './testing/scriptedPlatform.ts';

async function exchangeWith(answer: ScriptedAnswer) {
  const { platform, seen } = scriptedPlatform([answer]);
  const options = compileOptions({ url: 'https://trader.example/bot/', token: 'tok', platform });
  const request = { method: 'POST', path: '/v1/x', body: { a: 1 }, timeoutMs: 9 } as const;
  return { reply: await exchange(options, request), seen };
}

const failing = (cause: unknown): ScriptedAnswer => {
  return () => {
    throw new TypeError('fetch failed', { cause });
  };
};
const coded = (code: string, syscall?: string): Error =>
  Object.assign(new Error(code), { code, syscall });

it('sends JSON with the token below the path of the address', async () => {
  const { reply, seen } = await exchangeWith(() =>
    Response.json({ b: 2 }, { status: 503, headers: { 'retry-after': '2' } }),
  );
  expect(reply).toEqual({ kind: 'reply', status: 503, body: { b: 2 }, retryAfterMs: 2_000 });
  expect(seen[0]).toMatchObject({ method: 'POST', path: '/bot/v1/x', body: { a: 1 } });
  expect(seen[0]?.headers.get('content-type')).toBe('application/json');
});

it.each([
  ['a refused connection', coded('ECONNREFUSED', 'connect'), false],
  ['a name that is not known', coded('ENOTFOUND', 'getaddrinfo'), false],
  ['a certificate that is not trusted', coded('CERT_HAS_EXPIRED'), false],
  [
    'addresses of which none took the connection',
    new AggregateError([coded('ECONNREFUSED', 'connect'), coded('ENETUNREACH', 'connect')]),
    false,
  ],
  [
    'addresses of which one may have taken it',
    new AggregateError([coded('ECONNREFUSED', 'connect'), coded('ECONNRESET')]),
    true,
  ],
  ['a host that was lost after the request', coded('EHOSTUNREACH', 'read'), true],
  ['a reset', coded('ECONNRESET'), true],
  ['a socket that was closed', coded('UND_ERR_SOCKET'), true],
  ['a timeout of the headers', coded('UND_ERR_HEADERS_TIMEOUT'), true],
  ['an unknown trouble', 'odd', true],
])('knows of %s whether the request may have arrived', async (...[, cause, mayHaveArrived]) => {
  const { reply } = await exchangeWith(failing(cause));
  expect(reply).toMatchObject({ kind: 'lost', mayHaveArrived });
});

it('counts an answer that breaks off as lost', async () => {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.error(coded('ECONNRESET'));
    },
  });
  const { reply } = await exchangeWith(() => new Response(body));
  expect(reply).toMatchObject({ kind: 'lost', mayHaveArrived: true });
});
