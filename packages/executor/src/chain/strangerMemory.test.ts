import { expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createStrangerMemory } from './strangerMemory.ts';

function scene(bindsTo: { readonly genesisHash: string | undefined } = { genesisHash: 'ours' }) {
  const platform = createFakePlatform();
  const strangers: string[] = [];
  const bound = (): string | undefined => bindsTo.genesisHash;
  const memory = createStrangerMemory({
    label: 'http://node',
    bound,
    platform,
    onStranger: (found) => void strangers.push(found),
  });
  return { memory, platform, strangers };
}

it('believes a node that never told of another chain', () => {
  const { memory, platform, strangers } = scene();
  memory.note('ours', platform.monotonicMs());
  expect(memory.fault()).toBeUndefined();
  expect(strangers).toEqual([]);
});

it('names the node and its chain as soon as it tells of another chain', () => {
  const { memory, platform, strangers } = scene();
  memory.note('ours', platform.monotonicMs());
  memory.note('other', platform.monotonicMs());
  expect(memory.fault()).toMatchObject({
    code: 'RPC__CHAIN_MISMATCH',
    context: { endpoint: 'http://node', genesisHash: 'other' },
  });
  expect(strangers).toEqual(['other']);
});

it('believes it again once it has told of no other chain for half a minute', async () => {
  const { memory, platform } = scene();
  memory.note('other', platform.monotonicMs());
  await platform.advance(29_999);
  memory.note('ours', platform.monotonicMs());
  expect(memory.fault()).toBeDefined();
  await platform.advance(1);
  memory.note('ours', platform.monotonicMs());
  expect(memory.fault()).toBeUndefined();
});

it('does not believe a node that says one thing now and the other a moment later', async () => {
  const { memory, platform } = scene();
  for (let time = 0; time < 10; time += 1) {
    memory.note('other', platform.monotonicMs());
    await platform.advance(29_000);
    memory.note('ours', platform.monotonicMs());
    expect(memory.fault()).toBeDefined();
  }
});

it('knows no stranger while nothing is bound to a chain', () => {
  const { memory, platform, strangers } = scene({ genesisHash: undefined });
  memory.note('other', platform.monotonicMs());
  expect(memory.fault()).toBeUndefined();
  expect(strangers).toEqual([]);
});

it('remembers when the node told of our chain, until it fails or tells of another', async () => {
  const { memory, platform } = scene();
  expect(memory.toldOursAtMs()).toBeUndefined();
  const askedAtMs = platform.monotonicMs();
  await platform.advance(5);
  memory.note('ours', askedAtMs);
  expect(memory.toldOursAtMs()).toBe(askedAtMs);
  memory.forget();
  expect(memory.toldOursAtMs()).toBeUndefined();
  // Asked before it failed: that says nothing of who it came back as.
  memory.note('ours', askedAtMs);
  expect(memory.toldOursAtMs()).toBeUndefined();
  memory.note('ours', platform.monotonicMs());
  expect(memory.toldOursAtMs()).toBe(platform.monotonicMs());
  memory.note('other', platform.monotonicMs());
  expect(memory.toldOursAtMs()).toBeUndefined();
});

it('compares what was told before anything was bound to a chain with what is bound later', () => {
  const bindsTo: { genesisHash: string | undefined } = { genesisHash: undefined };
  const { memory, platform } = scene(bindsTo);
  memory.note('ours', platform.monotonicMs());
  expect(memory.toldOursAtMs()).toBeUndefined();
  bindsTo.genesisHash = 'other';
  expect(memory.toldOursAtMs()).toBeUndefined();
  bindsTo.genesisHash = 'ours';
  expect(memory.toldOursAtMs()).toBe(platform.monotonicMs());
});
