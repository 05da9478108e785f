import { describe, expect, it } from 'vitest';

import type { HttpResponse } from '../platform/executorPlatform.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { okResponse } from '../testing/fakeRpc.ts';
import { createJitoLane } from './jitoLane.ts';

const WIRE = Uint8Array.from([1, 2, 3]);

async function send(answer: HttpResponse | Error) {
  const platform = createFakePlatform({ http: () => answer });
  const lane = createJitoLane(['https://engine.example/?uuid=SECRET'], platform);
  return { lane, answers: await lane.send(WIRE), requests: platform.requests };
}

describe('createJitoLane', () => {
  it('sends a bundle of one, in base64', async () => {
    const { lane, answers, requests } = await send(okResponse('{"result":"bundle-id"}'));
    expect(lane.name).toBe('jito');
    expect(answers).toEqual([
      { endpoint: 'https://engine.example', answer: { kind: 'acknowledged' } },
    ]);
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({
      method: 'sendBundle',
      params: [['AQID'], { encoding: 'base64' }],
    });
  });

  it('is refused only by an answer of the engine itself', async () => {
    const { answers } = await send(okResponse('{"error":{"code":-32602,"message":"bad"}}'));
    expect(answers).toMatchObject([{ answer: { kind: 'refused', reason: 'bad (-32602)' } }]);
  });

  it.each([
    new Error('timed out'),
    { status: 429, headers: {}, body: '{"message":"slow down"}' },
    { status: 502, headers: {}, body: '' },
    okResponse('{}'),
  ])('is in doubt after %o', async (answer) => {
    const { answers } = await send(answer);
    expect(answers).toMatchObject([{ answer: { kind: 'in-doubt' } }]);
    expect(JSON.stringify(answers)).not.toContain('SECRET');
  });
});
