import { expect, it } from 'vitest';

import type { LaneEndpoint } from '../lanes/lane.ts';
import { createFakeLane } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createSendLine, type Broadcast } from './sendLine.ts';

function lineOf(endpoint: LaneEndpoint, isHeld: () => boolean = () => false) {
  const platform = createFakePlatform();
  const line = createSendLine({
    endpoint,
    platform,
    repeatIntervalMs: 1_000,
    isHeld,
    onRoom: () => undefined,
    onDefect: () => undefined,
  });
  return { line, platform };
}

function broadcastOf(name: string, endpoints: readonly LaneEndpoint[]): Broadcast {
  return {
    isStopped: false,
    plan: {
      tradeId: name,
      wire: new TextEncoder().encode(name),
      endpoints,
      isRepeat: false,
      onAnswer: () => undefined,
      onSkip: () => undefined,
      onFirstRound: () => undefined,
    },
  };
}

it('says how long it is until somebody has a turn', async () => {
  const lane = createFakeLane('rpc');
  const [endpoint] = lane.endpoints;
  if (endpoint === undefined) throw new Error('the lane has an endpoint');
  const { line, platform } = lineOf(endpoint);
  expect(line.pump()).toBe(Infinity);
  const broadcast = broadcastOf('a', lane.endpoints);
  line.add(broadcast, 'first');
  expect(line.pump()).toBe(1_000);
  await platform.advance(400);
  expect(line.pump()).toBe(600);
  broadcast.isStopped = true;
  expect(line.pump()).toBe(Infinity);
  expect(lane.sent).toHaveLength(1);
});

it.each([
  ['while the endpoint rests', () => false],
  ['while its trade is held', () => true],
])('forgets bytes that were stopped before their first turn, %s', (_case, isHeld) => {
  const [endpoint] = createFakeLane('rpc').endpoints;
  if (endpoint === undefined) throw new Error('the lane has an endpoint');
  const full = { reason: 'over budget', waitMs: 1_000 } as const;
  const refusal = () => (isHeld() ? undefined : full);
  const closed = { ...endpoint, guard: { ...endpoint.guard, refusal } };
  const { line } = lineOf(closed, isHeld);
  const broadcast = broadcastOf('a', [closed]);
  const skipped: string[] = [];
  const round = { answer: () => undefined, skip: () => skipped.push('a') };
  line.add(broadcast, 'first', round);
  line.pump();
  line.settleSkips(broadcast);
  expect(skipped).toHaveLength(1);
  broadcast.isStopped = true;
  line.release();
  line.pump();
  line.settleSkips(broadcast);
  expect(skipped).toHaveLength(1);
});
