import { expect, it } from 'vitest';

import { readBody } from './readBody.ts';

it('reads JSON that arrives in pieces, within a letter too', async () => {
  const bytes = new TextEncoder().encode('{"text":"ü"}');
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  expect(await readBody(new Response(body))).toEqual({ text: 'ü' });
});

it.each(['', '<html>', '{"cut":'])('makes nothing of %j', async (text) => {
  expect(await readBody(new Response(text))).toBeUndefined();
});

it('makes nothing of no body', async () => {
  expect(await readBody(new Response(null, { status: 204 }))).toBeUndefined();
});

it('gives a body up that has no end', async () => {
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new Uint8Array(1024 * 1024).fill(32));
    },
  });
  await expect(readBody(new Response(endless))).rejects.toThrow('larger than 4194304 bytes');
});
