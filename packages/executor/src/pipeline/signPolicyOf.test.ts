import { describe, expect, it } from 'vitest';

import type { TradePlan } from '../build/tradePlan.ts';
import { TIP_ACCOUNTS } from '../facts/tipLevels.ts';
import {
  buyPlan,
  PLAN,
  PLAN_ACCOUNTS,
  PLAN_BLOCKHASH,
  planConfig,
  preparedTrade,
  sellPlan,
} from '../testing/tradeFixtures.ts';
import { signPolicyOf } from './signPolicyOf.ts';

const WRAPPED = { address: PLAN.wrappedSol, exists: true, units: 70n };

function policy(plan: TradePlan) {
  return signPolicyOf({ config: planConfig(), accounts: PLAN_ACCOUNTS }, preparedTrade(plan));
}

describe('signPolicyOf', () => {
  it('holds a buy to what was there before and the least output on top', () => {
    const tokenAccount = { address: PLAN.tokenAccount, exists: true, units: 30n };
    const plan = buyPlan({ tokenAccount, wrappedSol: WRAPPED });
    expect(policy(plan)).toMatchObject({
      side: 'buy',
      wallet: PLAN.wallet,
      amountIn: 100_000_000n,
      swapMinimumOut: 1_980n,
      tokenUnitsMin: 30n + 1_980n,
      wrappedSolUnitsMin: 70n,
      solFloorLamports: 890_880n,
      closesTokenAccount: false,
    });
  });

  it('holds a sell to what is left and the least proceeds on top', () => {
    expect(policy(sellPlan({ wrappedSol: WRAPPED }))).toMatchObject({
      side: 'sell',
      amountIn: 400n,
      tokenUnitsMin: 600n,
      wrappedSolUnitsMin: 70n + 1_980n,
    });
  });

  it('asks nothing of a token account that is closed', () => {
    const tokenAccount = { address: PLAN.tokenAccount, exists: true, units: 400n };
    expect(policy(sellPlan({ closesTokenAccount: true, tokenAccount }))).toMatchObject({
      tokenUnitsMin: 0n,
      closesTokenAccount: true,
    });
  });

  it('names the blockhash, the accounts, the programs and the caps', () => {
    const config = planConfig();
    expect(policy(buyPlan())).toMatchObject({
      walletTokenAccounts: PLAN_ACCOUNTS.known,
      blockhash: PLAN_BLOCKHASH.blockhash,
      tokenAccount: PLAN.tokenAccount,
      wrappedSolAccount: PLAN.wrappedSol,
      tipAccounts: TIP_ACCOUNTS,
      tipLamportsMax: config.tipLamportsMax,
      priorityFeeLamportsMax: config.priorityFeeLamportsMax,
    });
    expect([...policy(buyPlan()).decoders.keys()]).toEqual([PLAN.swapProgram]);
  });
});
