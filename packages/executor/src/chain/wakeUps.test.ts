import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createWakeUps } from './wakeUps.ts';

function setUp(wsUrls: readonly string[] = ['ws://one']) {
  const platform = createFakePlatform();
  const looks: string[] = [];
  const troubles: string[] = [];
  const closing = new AbortController();
  const wakeUps = createWakeUps({
    wsUrls,
    platform,
    closing: closing.signal,
    look: (signature) => looks.push(signature),
    onTrouble: (trouble) => troubles.push(trouble),
  });
  const open = () => platform.watches.filter(({ isClosed }) => !isClosed);
  return { platform, looks, troubles, closing, wakeUps, open };
}

describe('createWakeUps', () => {
  it('asks every socket, and looks after each subscription and each report', () => {
    const { wakeUps, platform, looks } = setUp(['ws://one', 'ws://two']);
    wakeUps.watch('sig');
    const [one, two] = platform.watches;
    expect([one?.wsUrl, two?.wsUrl]).toEqual(['ws://one', 'ws://two']);
    expect(looks).toEqual([]);
    // What was confirmed before the node listened is told by nobody.
    one?.events.onOpen();
    two?.events.onOpen();
    two?.events.onReport();
    expect(looks).toEqual(['sig', 'sig', 'sig']);
  });

  it('subscribes anew when the stream ends, after longer and longer pauses, and looks again', async () => {
    const { wakeUps, platform, looks, open, troubles } = setUp();
    wakeUps.watch('a');
    wakeUps.watch('b');
    for (const pauseMs of [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
      open()[0]?.events.onFailure('the stream ended');
      expect(open()).toEqual([]);
      await platform.advance(pauseMs - 1);
      expect(open()).toEqual([]);
      await platform.advance(1);
      expect(open().map(({ signature }) => signature)).toEqual(['a', 'b']);
    }
    expect(troubles[0]).toBe('socket 1 is opened again in 250 ms: the stream ended');
    for (const { events } of open()) events.onOpen();
    expect(looks).toEqual(['a', 'b']);
    open()[0]?.events.onFailure('the stream ended');
    expect(troubles.at(-1)).toContain('in 250 ms');
  });

  it('tells how each socket does, without what its address may hide', async () => {
    const { wakeUps, platform } = setUp(['ws://one/?key=hidden', 'ws://two']);
    expect(wakeUps.health()).toMatchObject([
      { kind: 'socket', label: 'ws://one', state: 'unused', calls: 0 },
      { kind: 'socket', label: 'ws://two', state: 'unused', calls: 0 },
    ]);
    wakeUps.watch('sig');
    const [one, two] = platform.watches;
    one?.events.onOpen();
    two?.events.onFailure('the stream ended');
    expect(wakeUps.health()).toMatchObject([
      { state: 'well', calls: 1, lastNewsAgeMs: undefined },
      { state: 'failing', failures: 1, lastFailure: { reason: 'the stream ended', ageMs: 0 } },
    ]);
    one?.events.onReport();
    await platform.advance(100);
    expect(wakeUps.health()[0]).toMatchObject({ state: 'well', lastNewsAgeMs: 100 });
  });

  it('hears nothing that an earlier subscription tells late', async () => {
    const { wakeUps, platform, looks } = setUp();
    wakeUps.watch('sig');
    const [first] = platform.watches;
    first?.events.onFailure('the stream ended');
    await platform.advance(250);
    first?.events.onOpen();
    first?.events.onReport();
    first?.events.onFailure('again');
    expect(looks).toEqual([]);
    expect(platform.watches).toHaveLength(2);
  });

  it('watches so many at a socket and leaves the rest to polling', () => {
    const { wakeUps, platform } = setUp();
    const all = Array.from({ length: 250 }, (_, index) => wakeUps.watch(`sig-${index}`));
    expect(platform.watches).toHaveLength(200);
    for (const watch of all) watch.close({ isSeen: false });
    wakeUps.watch('later');
    expect(platform.watches).toHaveLength(201);
  });

  it('does nothing without a socket, and nothing once the adapter closes', () => {
    const without = setUp([]);
    without.wakeUps.watch('sig').close({ isSeen: true });
    const { wakeUps, closing, open, platform } = setUp();
    wakeUps.watch('sig');
    closing.abort();
    wakeUps.watch('late');
    expect([open().length, platform.watches.length]).toEqual([0, 1]);
    expect(platform.pendingDelaysMs()).toEqual([]);
  });
});

describe('the watchdog', () => {
  it('opens a silent socket again: polling saw a landing of which it did not tell', async () => {
    const { wakeUps, platform, open, troubles, looks } = setUp();
    const landed = wakeUps.watch('landed');
    wakeUps.watch('other');
    for (const { events } of open()) events.onOpen();
    await platform.advance(600);
    landed.close({ isSeen: true });
    await platform.advance(1_999);
    expect(troubles).toEqual([]);
    await platform.advance(1);
    expect(troubles).toEqual(['socket 1 is opened again in 250 ms: it did not tell of a landing']);
    await platform.advance(250);
    expect(open().map(({ signature }) => signature)).toEqual(['other']);
    looks.length = 0;
    open()[0]?.events.onOpen();
    expect(looks).toEqual(['other']);
  });

  it('leaves a socket alone that tells a moment after polling', async () => {
    const { wakeUps, platform, open, troubles } = setUp();
    const landed = wakeUps.watch('landed');
    open()[0]?.events.onOpen();
    await platform.advance(600);
    landed.close({ isSeen: true });
    await platform.advance(1_000);
    platform.watches[0]?.events.onReport();
    await platform.advance(5_000);
    expect([troubles, open()]).toEqual([[], []]);
  });

  it('blames no socket for a landing from before it listened', async () => {
    const { wakeUps, platform, open, troubles } = setUp();
    const landed = wakeUps.watch('landed');
    open()[0]?.events.onOpen();
    await platform.advance(400);
    landed.close({ isSeen: true });
    const unopened = wakeUps.watch('unopened');
    await platform.advance(600);
    unopened.close({ isSeen: true });
    await platform.advance(5_000);
    expect([troubles, open()]).toEqual([[], []]);
  });

  it('opens a socket again that takes no subscription', async () => {
    const { wakeUps, platform, troubles, open } = setUp();
    wakeUps.watch('sig');
    await platform.advance(9_999);
    expect(troubles).toEqual([]);
    await platform.advance(1);
    expect(troubles).toEqual([
      'socket 1 is opened again in 250 ms: it does not take subscriptions',
    ]);
    await platform.advance(250);
    open()[0]?.events.onOpen();
    await platform.advance(60_000);
    expect(troubles).toHaveLength(1);
  });

  it('opens a socket again that takes none any more after it took some', async () => {
    const { wakeUps, platform, troubles, open } = setUp();
    wakeUps.watch('taken');
    open()[0]?.events.onOpen();
    await platform.advance(25_000);
    wakeUps.watch('ignored');
    await platform.advance(20_000);
    expect(troubles).toEqual([
      'socket 1 is opened again in 250 ms: it does not take subscriptions',
    ]);
  });
});
