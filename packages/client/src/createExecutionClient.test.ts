import { expect, it } from 'vitest';

import { createExecutionClient } from './createExecutionClient.ts';
import { broken, json, scriptedPlatform, type ScriptedAnswer } from './testing/scriptedPlatform.ts';

function client(...answers: ScriptedAnswer[]) {
  const { platform } = scriptedPlatform(answers);
  return createExecutionClient({ url: 'https://trader.example', token: 't', platform });
}

it.each([
  [200, true],
  [503, false],
  [401, false],
])('is available by status %i of readyz: %s', async (status, available) => {
  expect(await client(json(status, {})).isAvailable()).toBe(available);
});

it('is not available while the server cannot be asked', async () => {
  expect(await client(broken('ECONNRESET')).isAvailable()).toBe(false);
});

it.each([
  [json(403, { message: 'Scope control is missing.' }), 'CLIENT__REQUEST_REFUSED'],
  [json(300, { state: 'active' }), 'CLIENT__REQUEST_REFUSED'],
  [broken('ECONNRESET'), 'CLIENT__ANSWER_UNREADABLE'],
  [broken('ECONNREFUSED'), 'CLIENT__SERVER_UNREACHABLE'],
  [() => new Response('<html>'), 'CLIENT__ANSWER_UNREADABLE'],
] as const)('throws when a look-up has no answer (%#)', async (answer, code) => {
  await expect(client(answer).tradingState()).rejects.toMatchObject({ code });
});

it('tells a key that is not known from a server that cannot be asked', async () => {
  expect(await client(json(404, {})).lookup('a')).toBeUndefined();
  await expect(client(json(500, {})).lookup('a')).rejects.toMatchObject({
    code: 'CLIENT__REQUEST_REFUSED',
  });
});

it('answers, and does not reject, whatever an untyped caller passes', async () => {
  const port = client();
  for (const request of [null, 7, {}, { tokenAddress: 1 }]) {
    expect(await port.execute(request as never)).toMatchObject({ success: false });
  }
});
