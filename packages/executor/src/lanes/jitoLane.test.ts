import { describe, expect, it } from 'vitest';

import type { HttpResponse } from '../platform/executorPlatform.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { okResponse } from '../testing/fakeRpc.ts';
import { createJitoLane } from './jitoLane.ts';

const WIRE = Uint8Array.from([1, 2, 3]);

function lane(http: (url: string) => HttpResponse | Error, regions = ['https://engine.example']) {
  const platform = createFakePlatform({ http: ({ url }) => http(url) });
  const jitoEndpoints = regions.map((host) => `${host}/?uuid=SECRET`);
  return {
    platform,
    lane: createJitoLane({ jitoEndpoints, requestsPerSecondMax: 1, platform }),
  };
}

async function send(answer: HttpResponse | Error) {
  const made = lane(() => answer);
  const [region] = made.lane.endpoints;
  return { region, answer: await region?.send(WIRE), requests: made.platform.requests };
}

describe('createJitoLane', () => {
  it('sends a bundle of one, in base64', async () => {
    const { region, answer, requests } = await send(okResponse('{"result":"bundle-id"}'));
    expect(region).toMatchObject({ lane: 'jito', label: 'https://engine.example' });
    expect(answer).toEqual({ kind: 'acknowledged' });
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({
      method: 'sendBundle',
      params: [['AQID'], { encoding: 'base64' }],
    });
  });

  it('has a budget of its own in every region', async () => {
    const regions = ['https://one.example', 'https://two.example'];
    const { lane: jito, platform } = lane(() => okResponse('{"result":"id"}'), regions);
    const [one, two] = jito.endpoints;
    await one?.send(WIRE);
    expect(one?.guard.refusal()).toEqual({ reason: 'over budget', waitMs: 1_000 });
    expect(two?.guard.refusal()).toBeUndefined();
    expect(platform.requests.map(({ url }) => new URL(url).host)).toEqual(['one.example']);
  });

  it('is refused only by an answer of the engine itself', async () => {
    const { answer } = await send(okResponse('{"error":{"code":-32602,"message":"bad"}}'));
    expect(answer).toEqual({ kind: 'refused', reason: 'bad (-32602)' });
  });

  it('takes words for a hint and never for a landing', async () => {
    const message = 'bundle contains an already processed transaction';
    const { answer } = await send(
      okResponse(JSON.stringify({ error: { code: -32_602, message } })),
    );
    expect(answer).toMatchObject({ kind: 'refused', hint: 'landed' });
  });

  it('rests as long as the engine asks', async () => {
    const limit = { status: 429, headers: { 'retry-after': '3' }, body: '' };
    const { answer, region } = await send(limit);
    expect(answer).toMatchObject({ kind: 'in-doubt', failure: { kind: 'throttled' } });
    expect(region?.guard.refusal()).toEqual({ reason: 'resting', waitMs: 3_000, isAsked: true });
  });

  it.each([
    new Error('timed out'),
    { status: 429, headers: {}, body: '{"message":"slow down"}' },
    { status: 429, headers: {}, body: '{"error":{"code":-32097,"message":"rate limited"}}' },
    { status: 502, headers: {}, body: '' },
    okResponse('{}'),
  ])('is in doubt after %o', async (given) => {
    const { answer } = await send(given);
    expect(answer).toMatchObject({ kind: 'in-doubt' });
    expect(JSON.stringify(answer)).not.toContain('SECRET');
  });
});
