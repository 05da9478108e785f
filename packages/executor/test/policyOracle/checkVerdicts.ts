import { isFault } from '@quantbot/core';
import * as fc from 'fast-check';
import { expect } from 'vitest';

import { approveTransaction } from '../../src/approve/approveTransaction.ts';
import type { TradePlan } from '../../src/build/tradePlan.ts';
import { MESSAGE_FORMS } from '../../src/testing/messageForms.ts';
import { draftOf, policyOf } from '../../src/testing/policyFixtures.ts';
import { buyPlan, PLAN, sellPlan } from '../../src/testing/tradeFixtures.ts';
import { drawMutations, mutate } from './drawnCase.ts';
import { takeApart } from './looseDraft.ts';

const held = (units: bigint) => ({ address: PLAN.tokenAccount, exists: true, units });

const PLANS: readonly TradePlan[] = [
  buyPlan(),
  buyPlan({ tokenAccount: held(30n) }),
  buyPlan({ wrappedSol: { address: PLAN.wrappedSol, exists: true, units: 500n } }),
  buyPlan({ tip: undefined }),
  sellPlan(),
  sellPlan({ tokenAccount: held(400n) }),
  sellPlan({ tokenAccount: held(400n), closesTokenAccount: true }),
];

const SCENES = PLANS.map((plan) => ({ draft: takeApart(draftOf(plan)), policy: policyOf(plan) }));

/**
 * Changes valid drafts in ways that are known to be harmless or harmful, any number together, and
 * demands that the policy sees it the same way.
 */
export function checkVerdicts(cases: number): void {
  const seen = { approved: 0, refused: 0 };
  const scene = fc.constantFrom(...SCENES);
  const mutations = fc
    .boolean()
    .chain((isHarmful) => drawMutations({ harmlessMax: 5, harmfulMax: isHarmful ? 3 : 0 }));
  const changes = fc.record({ mutations, form: fc.constantFrom(...MESSAGE_FORMS) });
  fc.assert(
    fc.property(scene, changes, ({ draft, policy }, change) => {
      const { bytes, label, applied } = mutate(draft, policy, change);
      const answer = approveTransaction(bytes, policy);
      const verdict = isFault(answer) ? 'refused' : 'approved';
      seen[verdict] += 1;
      if ((label === 'harmful') === (verdict === 'refused')) return;
      const reason = isFault(answer) ? answer.message : 'nothing was found';
      throw new Error(`${label}, ${verdict}, ${change.form}: ${applied.join('; ')}: ${reason}`);
    }),
    { numRuns: cases },
  );
  // A test that refuses everything, or nothing, would prove nothing.
  expect(seen.approved).toBeGreaterThan(cases / 4);
  expect(seen.refused).toBeGreaterThan(cases / 4);
}
