import { expect, it } from 'vitest';

import { startTrade } from '../journal/tradeRecord.ts';
import { FIXTURE_NOW_MS, fixtureAttempt, fixtureReceived } from '../testing/journalFixtures.ts';
import { buyPlan, PLAN, preparedTrade } from '../testing/tradeFixtures.ts';
import { planAttempt } from './planAttempt.ts';

const received = fixtureReceived();
const event = { tradeId: 'trade-1', version: 1, atMs: FIXTURE_NOW_MS, event: received };
const trade = startTrade(event, received);

it('writes down what the signed bytes will do and cost', () => {
  const prepared = preparedTrade(buyPlan());
  const signed = { signature: 'the-signature', wire: Uint8Array.of(1, 2, 3) };
  expect(planAttempt(trade, { prepared, signed, computeUnitLimit: 100_001 })).toEqual({
    number: 1,
    signature: 'the-signature',
    wireBase64: 'AQID',
    blockhash: prepared.blockhash.blockhash,
    deathHeight: '1182',
    signedAtSlot: '1000',
    tokenDecimals: 6,
    tokenProgram: prepared.plan.mint.tokenProgram,
    amountIn: '100000000',
    quotedOut: '2000',
    minimumOut: '1980',
    baseFeeLamports: '5000',
    // 1000 micro-lamports for each of 100 001 units, rounded up.
    priorityFeeLamports: '101',
    tipLamports: '10000',
    tokenAccount: PLAN.tokenAccount,
    wrappedSolAccount: PLAN.wrappedSol,
    venue: 'made-up',
    slippageBps: 100,
    tokenRentLamports: '2039280',
  });
});

it('counts on from the attempts before, and pays no tip that is not in the plan', () => {
  const prepared = preparedTrade(buyPlan({ tip: undefined }));
  const signed = { signature: 'the-signature', wire: new Uint8Array() };
  const again = { ...trade, attempts: [{ ...fixtureAttempt(), status: 'expired' as const }] };
  expect(planAttempt(again, { prepared, signed, computeUnitLimit: 1 })).toMatchObject({
    number: 2,
    tipLamports: '0',
  });
});
