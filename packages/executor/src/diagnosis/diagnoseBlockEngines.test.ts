import { expect, it } from 'vitest';

import { TIP_ACCOUNTS } from '../facts/tipLevels.ts';
import type { HttpResponse } from '../platform/executorPlatform.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { okResponse } from '../testing/fakeRpc.ts';
import { diagnoseBlockEngines } from './diagnoseBlockEngines.ts';

async function diagnose(answer: HttpResponse | Error) {
  const platform = createFakePlatform({ http: () => answer });
  const jitoEndpoints = ['https://engine.example'];
  const [examination] = diagnoseBlockEngines({ jitoEndpoints, lanePolicy: 'race', platform });
  return (await examination?.findings)?.[0];
}

it('tells an engine that names the known tip accounts', async () => {
  const result = ['a-stranger', ...TIP_ACCOUNTS.slice(0, 2)];
  expect(await diagnose(okResponse(JSON.stringify({ result })))).toMatchObject({
    subject: 'https://engine.example',
    verdict: 'ok',
    found: 'names 2 known tip accounts, answered in 0 ms',
  });
});

it.each([
  [okResponse('{"result":["a-stranger"]}'), 'names none of the known tip accounts'],
  [okResponse('{"result":7}'), 'names none of the known tip accounts'],
  [
    { status: 502, headers: {}, body: '' },
    'does not answer: https://engine.example answered HTTP 502',
  ],
  [new Error('timed out'), 'does not answer: timed out'],
])('tells one that is none (%#)', async (answer, found) => {
  expect(await diagnose(answer)).toMatchObject({ verdict: 'fail', found });
});

it('tells that there is none', async () => {
  const platform = createFakePlatform();
  const [examination] = diagnoseBlockEngines({
    jitoEndpoints: [],
    lanePolicy: 'rpc-only',
    platform,
  });
  expect(await examination?.findings).toMatchObject([
    { verdict: 'warn', found: 'none is configured: trades go by rpc-only, in the open' },
  ]);
});
