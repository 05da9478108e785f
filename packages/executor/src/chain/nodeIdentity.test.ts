import { expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createNodeIdentity } from './nodeIdentity.ts';

function scene(told: Array<string | Error>, genesis: string | undefined = 'ours') {
  const elsewhere: { toldOursAtMs?: number } = {};
  const platform = createFakePlatform();
  const strangers: string[] = [];
  let asked = 0;
  const identity = createNodeIdentity({
    node: {
      toldOursAtMs: () => elsewhere.toldOursAtMs,
      genesisHash: async () => {
        const answer = told[asked];
        asked += 1;
        if (typeof answer === 'string') return Promise.resolve(answer);
        throw answer ?? new Error('not expected');
      },
    },
    genesisHash: () => genesis,
    platform,
    onStranger: (hash) => void strangers.push(hash),
  });
  return { identity, platform, strangers, elsewhere, asked: () => asked };
}

it('asks once in half a minute, and again after a failure of the node', async () => {
  const { identity, platform, asked } = scene(['ours', 'ours', 'other']);
  expect([await identity.isOurs(), await identity.isOurs(), asked()]).toEqual([true, true, 1]);
  await platform.advance(30_000);
  expect([await identity.isOurs(), asked()]).toEqual([true, 2]);
  identity.forget();
  expect(await identity.isOurs()).toBe(false);
});

it('asks once more where the answer has to be of a question since', async () => {
  const { identity, platform, asked } = scene(['ours', 'ours', 'other']);
  expect(await identity.isOurs()).toBe(true);
  await platform.advance(5);
  const sinceMs = platform.monotonicMs();
  expect([await identity.isOurs(sinceMs), await identity.isOurs(sinceMs), asked()]).toEqual([
    true,
    true,
    2,
  ]);
  expect(await identity.isOurs(sinceMs + 1)).toBe(false);
});

it('tells of a stranger, and asks it each time', async () => {
  const { identity, strangers } = scene(['other', 'other', 'ours']);
  expect([await identity.isOurs(), await identity.isOurs(), await identity.isOurs()]).toEqual([
    false,
    false,
    true,
  ]);
  expect(strangers).toEqual(['other', 'other']);
});

it('takes no answer for no, and for no stranger', async () => {
  const { identity, strangers } = scene([new Error('timeout')]);
  expect(await identity.isOurs()).toBe(false);
  expect(strangers).toEqual([]);
});

it('has nobody to ask for while nothing is bound to a chain', async () => {
  const identity = createNodeIdentity({
    node: { genesisHash: async () => Promise.reject(new Error('not expected')) },
    genesisHash: () => undefined,
    platform: createFakePlatform(),
    onStranger: () => undefined,
  });
  expect(await identity.isOurs()).toBe(true);
});

it('goes by what the node told somebody else, until it failed or half a minute has passed', async () => {
  const { identity, platform, elsewhere, asked } = scene(['other', 'other']);
  elsewhere.toldOursAtMs = platform.monotonicMs();
  expect([await identity.isOurs(), asked()]).toEqual([true, 0]);
  await platform.advance(29_999);
  expect([await identity.isOurs(), asked()]).toEqual([true, 0]);
  await platform.advance(1);
  expect([await identity.isOurs(), asked()]).toEqual([false, 1]);
  elsewhere.toldOursAtMs = platform.monotonicMs();
  identity.forget();
  expect([await identity.isOurs(), asked()]).toEqual([false, 2]);
});
