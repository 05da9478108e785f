import { expect, it } from 'vitest';

import { draftOf } from '../../src/testing/policyFixtures.ts';
import { buyPlan, sellPlan } from '../../src/testing/tradeFixtures.ts';
import { checkVerdicts } from './checkVerdicts.ts';
import { putTogether, takeApart } from './looseDraft.ts';

it('puts a draft together as it was, up to the order of its accounts', () => {
  for (const plan of [buyPlan(), sellPlan()]) {
    const draft = draftOf(plan);
    const again = putTogether(takeApart(draft));
    expect(again).toHaveLength(draft.length);
    expect(takeApart(again)).toEqual(takeApart(draft));
  }
});

it('for all changes, the policy refuses what is harmful and nothing else', () => {
  checkVerdicts(25_000);
}, 120_000);
