import type { ExecutionResult } from '@quantbot/core';
import { expect, it } from 'vitest';

import { NO_MEASURES } from '../pipeline/tradeMeasures.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { planConfig } from '../testing/tradeFixtures.ts';
import { measureAnswer } from './measureAnswer.ts';

it('times an answer and takes the side of whatever it was asked with', async () => {
  const platform = createFakePlatform({ delays: 'at-once' });
  const told: unknown[] = [];
  const measures = { ...NO_MEASURES, answered: (...given: unknown[]) => void told.push(given) };
  const session = { config: planConfig({ platform }), measures };
  const result: ExecutionResult = { success: false, errorCode: 'BREAKER__OPEN' };
  const answer = async () => {
    await platform.delay(40);
    return result;
  };
  await expect(measureAnswer(session, { side: 'sell' }, answer)).resolves.toBe(result);
  await measureAnswer(session, undefined, answer);
  expect(told).toEqual([
    ['sell', result, 40],
    [undefined, result, 40],
  ]);
});
