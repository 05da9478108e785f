import { once } from 'node:events';
import { createServer } from 'node:http';

import { expect, it } from 'vitest';

import { createUpstream } from './forwardRequest.ts';

async function serve(answer: Parameters<typeof createServer>[1]) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, url: `http://127.0.0.1:${address.port}` };
}

it('passes verb, path, headers and bytes on, and the answer back', async () => {
  const bytes = Buffer.from([0, 255, 10, 13]);
  const { server, url } = await serve((request, response) => {
    const seen = `${request.method} ${request.url} ${String(request.headers['x-jito-auth'])}`;
    response.writeHead(418, {
      'x-seen': seen,
      'x-coding': request.headers['accept-encoding'] ?? '',
    });
    request.pipe(response);
  });
  const upstream = createUpstream(url);
  try {
    const reply = await upstream.forward({
      verb: 'POST',
      path: '/a?b=c',
      headers: ['Host', 'elsewhere', 'x-jito-auth', 'me', 'Accept-Encoding', 'gzip'],
      body: bytes,
    });
    expect(reply.status).toBe(418);
    expect(reply.body).toEqual(bytes);
    expect(reply.headers.join(' ')).toContain('x-seen POST /a?b=c me x-coding  ');
  } finally {
    upstream.close();
    server.closeAllConnections();
    server.close();
  }
});

it('throws when nobody answers', async () => {
  const upstream = createUpstream('http://127.0.0.1:1');
  const call = upstream.forward({ verb: 'GET', path: '/', headers: [], body: Buffer.alloc(0) });
  await expect(call).rejects.toThrow('ECONNREFUSED');
});
