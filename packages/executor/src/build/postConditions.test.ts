import { describe, expect, it } from 'vitest';

import { buyPlan, PLAN, sellPlan } from '../testing/tradeFixtures.ts';
import { conditionsBeforeUnwrap, solFloorCondition, tokenCondition } from './postConditions.ts';

function units(instruction: { readonly data?: unknown } | undefined, offset: number) {
  const data = instruction?.data;
  if (!(data instanceof Uint8Array)) return undefined;
  return new DataView(data.buffer, data.byteOffset).getBigUint64(offset, true);
}

describe('conditionsBeforeUnwrap', () => {
  it('asserts the proceeds of a sell on top of what was wrapped before', () => {
    const wrappedSol = { address: PLAN.wrappedSol, exists: true, units: 20n };
    expect(units(conditionsBeforeUnwrap(sellPlan({ wrappedSol }))[0], 1)).toBe(2_000n);
  });

  it('asserts that a buy spends nothing that was wrapped before', () => {
    const wrappedSol = { address: PLAN.wrappedSol, exists: true, units: 20n };
    expect(units(conditionsBeforeUnwrap(buyPlan({ wrappedSol }))[0], 1)).toBe(20n);
    expect(conditionsBeforeUnwrap(buyPlan())).toEqual([]);
  });
});

describe('tokenCondition', () => {
  it('asserts what a buy must bring and what a sell must leave', () => {
    expect(units(tokenCondition(buyPlan())[1], 1)).toBe(1_980n);
    expect(units(tokenCondition(sellPlan())[1], 1)).toBe(600n);
  });

  it('revokes every delegate before it asserts, so that only the owner can make the transfer', () => {
    for (const plan of [buyPlan(), sellPlan()]) {
      const [revoke, assertion] = tokenCondition(plan);
      expect(revoke).toMatchObject({ programAddress: plan.mint.tokenProgram });
      expect(revoke?.data).toEqual(Uint8Array.of(5));
      expect(revoke?.accounts?.map(({ address }) => address)).toEqual([
        PLAN.tokenAccount,
        PLAN.wallet,
      ]);
      expect(assertion?.data?.[0]).toBe(12);
    }
  });

  it('rules out that somebody else closes the account', () => {
    const closer = tokenCondition(sellPlan())[2];
    expect(closer?.data).toEqual(Uint8Array.of(6, 3, 0));
    expect(closer?.accounts?.map(({ address }) => address)).toEqual([
      PLAN.tokenAccount,
      PLAN.wallet,
    ]);
  });

  it('asserts who owns the account though nothing is left in it, unless it is closed', () => {
    const tokenAccount = { address: PLAN.tokenAccount, exists: true, units: 400n };
    expect(units(tokenCondition(sellPlan({ tokenAccount }))[1], 1)).toBe(0n);
    expect(tokenCondition(sellPlan({ tokenAccount, closesTokenAccount: true }))).toEqual([]);
  });

  it('goes through the program of the mint', () => {
    const { tokenProgram } = sellPlan().mint;
    const programs = tokenCondition(sellPlan()).map(({ programAddress }) => programAddress);
    expect(programs).toEqual([tokenProgram, tokenProgram, tokenProgram]);
  });
});

describe('solFloorCondition', () => {
  it('moves the floor from the wallet to itself', () => {
    const condition = solFloorCondition(buyPlan());
    expect(units(condition, 4)).toBe(890_880n);
    expect(condition.accounts?.map(({ address }) => address)).toEqual([PLAN.wallet, PLAN.wallet]);
  });
});
