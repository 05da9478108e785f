import { describe, expect, it } from 'vitest';

import { buyPlan, PLAN, sellPlan } from '../testing/tradeFixtures.ts';
import { closingInstructions, instructionsBeforeSwap, tipInstruction } from './ownInstructions.ts';

describe('instructionsBeforeSwap', () => {
  it('wraps for a buy and not for a sell', () => {
    expect(instructionsBeforeSwap(buyPlan())).toHaveLength(4);
    expect(instructionsBeforeSwap(sellPlan())).toHaveLength(1);
  });

  it('makes the account of the token only where there is none', () => {
    const tokenAccount = { address: PLAN.tokenAccount, exists: true, units: 0n };
    expect(instructionsBeforeSwap(buyPlan({ tokenAccount }))).toHaveLength(3);
  });

  it('makes the wrapped account even where there is one, because another trade may close it', () => {
    const wrappedSol = { address: PLAN.wrappedSol, exists: true, units: 1n };
    expect(instructionsBeforeSwap(buyPlan({ wrappedSol }))).toHaveLength(4);
    expect(instructionsBeforeSwap(sellPlan({ wrappedSol }))).toHaveLength(1);
  });
});

describe('closingInstructions', () => {
  it('always unwraps, and closes the account of the token when the sell empties it', () => {
    const programs = (plan: Parameters<typeof closingInstructions>[0]) =>
      closingInstructions(plan).map(({ programAddress }) => programAddress);
    const { tokenProgram } = sellPlan().mint;
    const unwrap = programs(buyPlan());
    expect(unwrap).toHaveLength(1);
    expect(programs(sellPlan())).toEqual(unwrap);
    expect(programs(sellPlan({ closesTokenAccount: true }))).toEqual([...unwrap, tokenProgram]);
  });
});

describe('tipInstruction', () => {
  it('is left out where no block engine carries the trade', () => {
    expect(tipInstruction(buyPlan())).toHaveLength(1);
    expect(tipInstruction(buyPlan({ tip: undefined }))).toEqual([]);
  });
});
