import { describe, expect, it, onTestFinished } from 'vitest';

import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import type { StatusesReading } from './chainNode.ts';
import { createStatusFeed, type StatusTick } from './statusFeed.ts';

type Read = (signatures: readonly string[]) => Promise<StatusesReading>;

/** Slot of the status tells which signature it is for. */
const answers: Read = async (signatures) => ({
  slot: 900n,
  statuses: signatures.map((signature) =>
    signature === 'unknown'
      ? null
      : { slot: BigInt(signature.length), commitment: 'processed', error: null },
  ),
});

function setUp(read: Read = answers) {
  const platform = createFakePlatform();
  const calls: Array<readonly string[]> = [];
  const node = createFakeChainNode({
    label: 'http://node',
    signatureStatuses: async (signatures, options) => {
      expect(options).toEqual({ searchHistory: false });
      calls.push(signatures);
      return read(signatures);
    },
  });
  const feed = createStatusFeed({ nodes: [node], platform, pollIntervalMs: 400 });
  return { platform, calls, feed };
}

describe('createStatusFeed', () => {
  it('looks at once, and again at the end of each interval', async () => {
    const { feed, calls, platform } = setUp();
    const watch = feed.watch('sig');
    expect(await watch.next()).toEqual({
      status: { slot: 3n, commitment: 'processed', error: null },
      slot: 900n,
      witness: 'http://node',
      operator: 'fake-operator',
    });
    const second = watch.next();
    await platform.advance(399);
    expect(calls).toHaveLength(1);
    await platform.advance(1);
    await second;
    expect(calls).toEqual([['sig'], ['sig']]);
    watch.close();
  });

  it('does not believe a node of another chain, whatever it knows of a signature', async () => {
    const platform = createFakePlatform();
    const strangers: string[] = [];
    let told = 'other';
    const node = createFakeChainNode({
      label: 'http://copy',
      genesisHash: async () => Promise.resolve(told),
      signatureStatuses: answers,
    });
    const feed = createStatusFeed({
      nodes: [node],
      platform,
      pollIntervalMs: 400,
      genesisHash: () => 'ours',
      onStranger: (label, genesisHash) => void strangers.push(`${label} ${genesisHash}`),
    });
    const watch = feed.watch('sig');
    expect(await watch.next()).toMatchObject({ status: undefined, slot: undefined });
    expect(feed.slots.supported()).toBeUndefined();
    expect(strangers).toEqual(['http://copy other']);
    told = 'ours';
    const second = watch.next();
    await platform.advance(400);
    expect(await second).toMatchObject({ status: { slot: 3n }, slot: 900n });
    feed.close();
  });

  it('believes a landing only of a node that is ours since it was asked, and asks once for each', async () => {
    const platform = createFakePlatform();
    const strangers: string[] = [];
    let told = 'ours';
    let asked = 0;
    let isLanded = false;
    const node = createFakeChainNode({
      label: 'http://moved',
      genesisHash: async () => {
        asked += 1;
        return Promise.resolve(told);
      },
      signatureStatuses: async (signatures) =>
        isLanded
          ? {
              slot: 900n,
              statuses: signatures.map(() => ({ slot: 3n, commitment: 'confirmed', error: null })),
            }
          : { slot: 900n, statuses: signatures.map(() => null) },
    });
    const feed = createStatusFeed({
      nodes: [node],
      platform,
      pollIntervalMs: 400,
      genesisHash: () => 'ours',
      onStranger: (label, genesisHash) => void strangers.push(`${label} ${genesisHash}`),
    });
    const watch = feed.watch('sig');
    const look = async () => {
      const next = watch.next();
      await platform.advance(400);
      return next;
    };
    expect(await watch.next()).toMatchObject({ status: null });
    expect([(await look()).status, asked]).toEqual([null, 1]);
    [told, isLanded] = ['copy', true];
    expect(await look()).toMatchObject({ status: undefined, slot: undefined });
    expect(strangers).toEqual(['http://moved copy']);
    told = 'ours';
    expect(await look()).toMatchObject({ status: { slot: 3n } });
    const before = asked;
    expect([(await look()).status, (await look()).status]).toMatchObject([
      { slot: 3n },
      { slot: 3n },
    ]);
    expect(asked).toBe(before);
    feed.close();
  });

  it('looks at all open signatures in one call and tells each its own', async () => {
    const { feed, calls } = setUp();
    const watches = ['a', 'bb', 'unknown'].map((signature) => feed.watch(signature));
    const ticks = await Promise.all(watches.map(async (watch) => watch.next()));
    expect(calls).toEqual([['a', 'bb', 'unknown']]);
    expect(ticks.map(({ status }) => (status === null ? null : status?.slot))).toEqual([
      1n,
      2n,
      null,
    ]);
    feed.close();
  });

  it('tells everyone who watches the same signature, in one call', async () => {
    const { feed, calls } = setUp();
    const first = feed.watch('sig').next();
    const second = feed.watch('sig').next();
    expect(await first).toEqual(await second);
    expect(calls).toEqual([['sig']]);
    feed.close();
  });

  it('asks for at most 256 signatures at a time', async () => {
    const { feed, calls } = setUp();
    const names = Array.from({ length: 600 }, (_, index) => `sig-${index}`);
    const watches = names.map((name) => feed.watch(name));
    const ticks = await Promise.all(watches.map(async (watch) => watch.next()));
    expect(calls.map((call) => call.length)).toEqual([256, 256, 88]);
    expect(calls.flat()).toEqual(names);
    expect(ticks.map(({ status }) => status?.slot)).toEqual(
      names.map((name) => BigInt(name.length)),
    );
    feed.close();
  });

  it('knows nothing, which is not the same as nothing there, when no node answers', async () => {
    const { feed } = setUp(async () => Promise.reject(new Error('timed out')));
    const tick = await feed.watch('sig').next();
    expect(tick).toMatchObject({ status: undefined, slot: undefined, witness: 'http://node' });
    feed.close();
  });

  it('goes on after a node that did not answer', async () => {
    let isDown = true;
    const { feed, platform } = setUp(async (signatures) => {
      if (isDown) throw new Error('timed out');
      return answers(signatures);
    });
    const watch = feed.watch('sig');
    expect((await watch.next()).status).toBeUndefined();
    isDown = false;
    const second = watch.next();
    await platform.advance(400);
    expect((await second).status).toMatchObject({ slot: 3n });
    feed.close();
  });

  it('looks at once when it is poked', async () => {
    const { feed, calls, platform } = setUp();
    const watch = feed.watch('sig');
    await watch.next();
    const second = watch.next();
    await platform.settle();
    feed.poke();
    await second;
    expect(calls).toHaveLength(2);
    feed.close();
  });

  it('looks once more when it is poked during a look', async () => {
    const looking = Promise.withResolvers<void>();
    const { feed, calls, platform } = setUp(async (signatures) => {
      await looking.promise;
      return answers(signatures);
    });
    const watch = feed.watch('sig');
    const first = watch.next();
    await platform.settle();
    feed.poke();
    looking.resolve();
    await first;
    await watch.next();
    expect(calls).toHaveLength(2);
    feed.close();
  });

  it('stops when nothing is watched any more, and begins again', async () => {
    const { feed, calls, platform } = setUp();
    const watch = feed.watch('sig');
    await watch.next();
    watch.close();
    await platform.advance(4_000);
    expect(calls).toHaveLength(1);
    expect(platform.pendingDelaysMs()).toEqual([]);
    const again = feed.watch('sig');
    await again.next();
    expect(calls).toHaveLength(2);
    again.close();
    feed.close();
  });

  it('goes on for one watch of a signature when another is closed, however often', async () => {
    const { feed, calls, platform } = setUp();
    const [first, second] = [feed.watch('sig'), feed.watch('sig')];
    await Promise.all([first.next(), second.next()]);
    first.close();
    first.close();
    const tick = second.next();
    await platform.advance(400);
    expect((await tick).status).toMatchObject({ slot: 3n });
    second.close();
    await platform.advance(400);
    expect(calls).toHaveLength(2);
  });

  it('rejects whoever waits when it is closed, and leaves no timer behind', async () => {
    const { feed, platform } = setUp();
    const watch = feed.watch('sig');
    await watch.next();
    const waiting: Promise<StatusTick> = watch.next();
    await platform.settle();
    expect(platform.pendingDelaysMs()).toEqual([400]);
    feed.close();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await expect(watch.next()).rejects.toMatchObject({ name: 'AbortError' });
    await platform.settle();
    expect(platform.pendingDelaysMs()).toEqual([]);
  });
});

describe('with several nodes', () => {
  function several(reads: Readonly<Record<string, Read>>) {
    const platform = createFakePlatform();
    const asked: Array<[string, number, readonly string[]]> = [];
    const nodes = Object.entries(reads).map(([label, read]) =>
      createFakeChainNode({
        label,
        operator: label,
        signatureStatuses: async (signatures) => {
          asked.push([label, platform.monotonicMs(), signatures]);
          return read(signatures);
        },
      }),
    );
    const feed = createStatusFeed({ nodes, platform, pollIntervalMs: 400 });
    onTestFinished(() => {
      feed.close();
    });
    return { feed, platform, asked };
  }
  const unknown: Read = async (signatures) => ({
    slot: 900n,
    statuses: signatures.map(() => null),
  });
  const silent: Read = async () => new Promise<StatusesReading>(() => undefined);

  it('looks at every node at first, and then at one after another', async () => {
    const { feed, asked, platform } = several({ one: answers, two: answers });
    void feed.watch('sig').next();
    await platform.advance(1_600);
    const from = platform.monotonicMs() - 1_600;
    expect(asked.map(([label, atMs]) => [label, atMs - from])).toEqual([
      ['one', 0],
      ['two', 0],
      ['one', 400],
      ['two', 800],
      ['one', 1_200],
      ['two', 1_600],
    ]);
  });

  it.each([
    ['knows nothing', unknown],
    ['hangs', silent],
    ['fails', async () => Promise.reject(new Error('502'))],
  ] as ReadonlyArray<[string, Read]>)(
    'sees a landing by the second node though the first one %s',
    async (_name, first) => {
      const { feed, platform } = several({ first, second: answers });
      const watch = feed.watch('sig');
      const seen: StatusTick[] = [];
      void (async () => {
        for (;;) seen.push(await watch.next());
      })().catch(() => undefined);
      await platform.advance(800);
      expect(seen.filter(({ status }) => status?.slot === 3n)).toMatchObject([
        { operator: 'second' },
        { operator: 'second' },
      ]);
    },
  );

  it('keeps the newest look of each node for whoever is busy', async () => {
    const { feed, platform } = several({ one: unknown, two: answers });
    const watch = feed.watch('sig');
    await watch.next();
    await platform.advance(1_600);
    expect([await watch.next(), await watch.next()]).toMatchObject([
      { operator: 'two', status: { slot: 3n } },
      { operator: 'one', status: null },
    ]);
  });

  it('looks at a poked signature alone, at every node, and keeps its rhythm', async () => {
    const { feed, asked, platform } = several({ one: answers, two: answers });
    void feed.watch('a').next();
    void feed.watch('b').next();
    await platform.advance(100);
    asked.length = 0;
    feed.poke('b');
    feed.poke('b');
    feed.poke('stranger');
    await platform.settle();
    expect(asked.map(([label, , signatures]) => [label, signatures])).toEqual([
      ['one', ['b']],
      ['two', ['b']],
    ]);
    await platform.advance(300);
    expect(asked.at(-1)).toMatchObject(['one', expect.anything(), ['a', 'b']]);
  });
});
