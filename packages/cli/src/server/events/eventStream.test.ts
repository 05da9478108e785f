import type { SequencedEvent } from '@quantbot/executor';
import { describe, expect, it } from 'vitest';

import { tradeRecord } from '../../testing/records.ts';
import type { News } from './eventHub.ts';
import { streamEvents, streamStart, type EventStreamParts } from './eventStream.ts';

function eventAt(sequence: number): SequencedEvent {
  return { sequence, atMs: sequence, name: 'TradeAdmitted', trade: tradeRecord() };
}

interface Scene {
  readonly events: SequencedEvent[];
  /** What each wait brings, and what happens meanwhile. */
  readonly waits: Array<() => News>;
  state: { state: string };
  change: number;
}

async function play(scene: Scene, from: number, mayFollow = () => true): Promise<string[]> {
  const parts: EventStreamParts = {
    feed: {
      latestSequence: () => scene.events.at(-1)?.sequence ?? 0,
      eventsAfter: (sequence, limit) =>
        scene.events.filter((event) => event.sequence > sequence).slice(0, limit),
    },
    hub: {
      tradingChange: () => scene.change,
      waitFor: async () => scene.waits.shift()?.() ?? 'closed',
    },
    tradingState: async () => scene.state,
    mayFollow,
    signal: new AbortController().signal,
    heartbeatMs: 1,
  };
  const frames: string[] = [];
  for await (const frame of streamEvents(parts, { sequence: from, isReset: false })) {
    frames.push(frame);
  }
  return frames;
}

const scene = (parts: Partial<Scene> = {}): Scene => ({
  events: [],
  waits: [],
  state: { state: 'active' },
  change: 0,
  ...parts,
});
const idsOf = (frames: readonly string[]): number[] =>
  frames.flatMap((frame) => /^id: (\d+)\nevent: trade$/mu.exec(frame)?.[1] ?? []).map(Number);
const namesOf = (frames: readonly string[]): string[] =>
  frames.map((frame) => /^event: (.+)$/mu.exec(frame)?.[1] ?? '');

describe('streamStart', () => {
  it.each([
    [undefined, 9, false],
    ['', 9, false],
    ['0', 0, false],
    ['9', 9, false],
    ['10', 9, true],
    ['-1', 9, true],
    ['4.5', 9, true],
    ['abc', 9, true],
    ['1e3', 9, true],
    ['9'.repeat(40), 9, true],
  ])('of %o in a journal of 9 events is %i, reset %s', (id, sequence, isReset) => {
    expect(streamStart(id, 9)).toEqual({ sequence, isReset });
  });
});

describe('streamEvents', () => {
  it('shows every event once and in order, whenever it came', async () => {
    const events = Array.from({ length: 250 }, (_, index) => eventAt(index + 1));
    const played = scene({ events: events.slice(0, 230) });
    played.waits.push(() => {
      played.events.push(...events.slice(230, 240));
      return 'news';
    });
    played.waits.push(() => {
      played.events.push(...events.slice(240));
      return 'news';
    });
    expect(idsOf(await play(played, 5))).toEqual(events.slice(5).map(({ sequence }) => sequence));
  });

  it('says where it begins, and what may be traded, before anything else', async () => {
    const frames = await play(scene({ events: [eventAt(1)] }), 1);
    expect(frames).toEqual([
      'id: 1\nevent: ready\ndata: {"sequence":1}\n\n',
      'event: trading-state\ndata: {"state":"active"}\n\n',
    ]);
  });

  it('beats while nothing happens, and looks for a halt file then', async () => {
    const played = scene();
    played.waits.push(
      () => 'quiet',
      () => {
        played.state = { state: 'halted' };
        return 'quiet';
      },
      () => 'quiet',
    );
    const names = namesOf(await play(played, 0)).slice(2);
    expect(names).toEqual(['heartbeat', 'heartbeat', 'trading-state', 'heartbeat']);
  });

  it('tells of a change of what may be traded at once', async () => {
    const played = scene();
    played.waits.push(() => {
      played.change = 1;
      played.state = { state: 'halted' };
      return 'news';
    });
    expect(namesOf(await play(played, 0)).slice(2)).toEqual(['trading-state']);
  });

  it('ends with the right to follow', async () => {
    let looks = 0;
    const played = scene({ events: [eventAt(1)], waits: [() => 'quiet', () => 'quiet'] });
    const frames = await play(played, 0, () => (looks += 1) <= 1);
    expect(namesOf(frames)).toEqual(['ready', 'trading-state', 'trade', 'heartbeat']);
  });

  it('breaks no frame by what somebody wrote', async () => {
    const trade = tradeRecord({ key: 'k', result: { success: false, error: 'a\n\nevent: trade' } });
    const played = scene({ events: [{ ...eventAt(1), trade }] });
    const text = (await play(played, 0)).join('');
    expect(text.match(/^event: trade$/gmu)).toHaveLength(1);
  });
});
