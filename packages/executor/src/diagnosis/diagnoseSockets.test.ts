import { expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { diagnoseSockets } from './diagnoseSockets.ts';

const URL_WITH_KEY = 'wss://one.example/?api-key=SECRET';

function diagnose() {
  const platform = createFakePlatform();
  const [examination] = diagnoseSockets([URL_WITH_KEY], platform);
  const [watch] = platform.watches;
  if (examination === undefined || watch === undefined) throw new Error('nothing was asked');
  return { platform, examination, watch };
}

it('tells a socket that takes a subscription, and takes it back', async () => {
  const { platform, examination, watch } = diagnose();
  await platform.advance(30);
  watch.events.onOpen();
  expect(await examination.findings).toEqual([
    {
      area: 'websocket',
      subject: 'wss://one.example',
      verdict: 'ok',
      found: 'took a subscription in 30 ms',
    },
  ]);
  expect(watch.isClosed).toBe(true);
  expect(platform.pendingDelaysMs()).toEqual([]);
});

it('tells one that refuses', async () => {
  const { examination, watch } = diagnose();
  watch.events.onFailure('the connection broke');
  expect(await examination.findings).toMatchObject([
    { verdict: 'warn', found: 'takes no subscription: the connection broke' },
  ]);
});

it('waits for no socket longer than five seconds', async () => {
  const { platform, examination, watch } = diagnose();
  await platform.advance(5_000);
  expect(await examination.findings).toMatchObject([
    { verdict: 'warn', found: 'takes no subscription: no answer within 5000 ms' },
  ]);
  expect(watch.isClosed).toBe(true);
});

it('tells that there is none', async () => {
  const [examination] = diagnoseSockets([], createFakePlatform());
  expect(await examination?.findings).toMatchObject([{ verdict: 'warn', area: 'websocket' }]);
});
