import { describe, expect, it } from 'vitest';

import {
  createManualBrowser,
  jsonAnswer,
  openStream,
  type ManualBrowser,
  type ManualStream,
} from '../testing/manualBrowser.ts';
import { followEvents, RETRY_MS, SILENCE_MS_MAX } from './followEvents.ts';

interface Scene {
  readonly browser: ManualBrowser;
  readonly streams: readonly ManualStream[];
  readonly told: readonly string[];
  readonly stop: () => void;
  /** Has the server answer further connections so, instead of with a stream. */
  readonly refuseWith: (answer: (() => Response) | undefined) => void;
}

function follow(): Scene {
  let refusal: (() => Response) | undefined;
  const streams: ManualStream[] = [];
  const told: string[] = [];
  const browser = createManualBrowser((_request, signal) => {
    if (refusal !== undefined) return refusal();
    const stream = openStream(signal);
    streams.push(stream);
    return stream.response;
  });
  return {
    browser,
    streams,
    told,
    refuseWith: (answer) => {
      refusal = answer;
    },
    stop: followEvents(browser, 'secret', {
      onOpen: (resumed) => told.push(resumed ? 'resumed' : 'open'),
      onWord: () => undefined,
      onMessage: ({ name, data }) => told.push(`${name} ${data}`),
      onLost: ({ reason, retryMs }) => told.push(`lost: ${reason}, ${retryMs}`),
      onRefused: ({ code }) => told.push(`refused ${code}`),
    }),
  };
}

const event = (id: number, name = 'trade') => `id: ${id}\nevent: ${name}\ndata: {"n":${id}}\n\n`;
const idsAsked = ({ browser }: Scene) =>
  browser.sent.map(({ headers }) => headers['last-event-id']);

describe('followEvents', () => {
  it('tells messages in order, however their bytes are cut', async () => {
    const scene = follow();
    await scene.browser.pass(0);
    const text = event(1, 'ready') + event(2);
    for (const letter of text) scene.streams[0]?.write(letter);
    await scene.browser.pass(0);
    expect(scene.told).toEqual(['open', 'ready {"n":1}', 'trade {"n":2}']);
  });

  it('goes on behind the last event that it saw, so that none is missed or told twice', async () => {
    const scene = follow();
    await scene.browser.pass(0);
    scene.streams[0]?.write(event(7, 'ready') + event(8));
    scene.streams[0]?.write('event: heartbeat\ndata: {}\n\n');
    await scene.browser.pass(0);
    scene.streams[0]?.end();
    await scene.browser.pass(RETRY_MS[0] ?? 0);
    expect(idsAsked(scene)).toEqual([undefined, '8']);
    scene.streams[1]?.write(event(9));
    await scene.browser.pass(0);
    expect(scene.told.slice(-3)).toEqual([
      'lost: the server ended the connection, 500',
      'resumed',
      'trade {"n":9}',
    ]);
  });

  it('forgets half an event that a broken connection leaves', async () => {
    const scene = follow();
    await scene.browser.pass(0);
    scene.streams[0]?.write(event(1));
    scene.streams[0]?.write('id: 2\nevent: trade\ndata: {"n"');
    await scene.browser.pass(0);
    scene.streams[0]?.end();
    await scene.browser.pass(RETRY_MS[0] ?? 0);
    expect(idsAsked(scene)).toEqual([undefined, '1']);
  });

  it('tries again after longer and longer waits, and begins anew after a connection', async () => {
    const scene = follow();
    scene.refuseWith(() => new Response('', { status: 503 }));
    await scene.browser.pass(0);
    scene.streams[0]?.end();
    for (const ms of [...RETRY_MS, RETRY_MS.at(-1) ?? 0]) await scene.browser.pass(ms);
    const waits = scene.told.flatMap((line) => /(\d+)$/u.exec(line)?.[1] ?? []).map(Number);
    expect(waits).toEqual([...RETRY_MS, RETRY_MS.at(-1), RETRY_MS.at(-1)]);
    scene.refuseWith(undefined);
    await scene.browser.pass(RETRY_MS.at(-1) ?? 0);
    scene.streams.at(-1)?.end();
    await scene.browser.pass(0);
    expect(scene.told.at(-1)).toBe(`lost: the server ended the connection, ${RETRY_MS[0]}`);
  });

  it('ends a connection on which nothing is heard', async () => {
    const scene = follow();
    await scene.browser.pass(0);
    await scene.browser.pass(SILENCE_MS_MAX - 1);
    scene.streams[0]?.write('event: heartbeat\ndata: {}\n\n');
    await scene.browser.pass(SILENCE_MS_MAX - 1);
    expect(scene.told.filter((line) => line.startsWith('lost'))).toEqual([]);
    await scene.browser.pass(1);
    expect(scene.told.at(-1)).toBe('lost: no word for 40 s, 500');
  });

  it('gives up when the token is refused', async () => {
    const scene = follow();
    scene.refuseWith(() =>
      jsonAnswer({ code: 'SERVER__TOKEN_EXPIRED', message: 'It expired.' }, 401),
    );
    await scene.browser.pass(0);
    scene.streams[0]?.end();
    await scene.browser.pass(60_000);
    expect(scene.told.at(-1)).toBe('refused SERVER__TOKEN_EXPIRED');
    expect(scene.browser.sent).toHaveLength(2);
  });

  it('is quiet once it is called off', async () => {
    const scene = follow();
    await scene.browser.pass(0);
    scene.stop();
    await scene.browser.pass(60_000);
    expect(scene.told).toEqual(['open']);
    expect(scene.browser.sent).toHaveLength(1);
  });
});
