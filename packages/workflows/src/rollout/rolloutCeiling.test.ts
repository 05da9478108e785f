import { expect, it } from 'vitest';

import { effectiveStage } from './rolloutCeiling.ts';

it('takes the stage of the data directory, as far as the environment allows', () => {
  const says = 'EXECUTION_STAGE';
  expect(effectiveStage({ stage: 'live', says }, undefined)).toBe('live');
  expect(effectiveStage({ stage: 'live', says }, { stage: 'shadow' })).toBe('shadow');
  expect(effectiveStage({ stage: 'stub', says }, { stage: 'live' })).toBe('stub');
  expect(effectiveStage({ stage: 'canary', says }, { stage: 'canary' })).toBe('canary');
});
