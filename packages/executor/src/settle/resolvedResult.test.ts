import { expect, it } from 'vitest';

import { startTrade, type TradeRecord } from '../journal/tradeRecord.ts';
import {
  FIXTURE_NOW_MS,
  fixtureAttempt,
  fixtureFill,
  fixtureReceived,
} from '../testing/journalFixtures.ts';
import { resolvedResult } from './resolvedResult.ts';

const received = fixtureReceived();
const event = { tradeId: 'trade-1', version: 1, atMs: FIXTURE_NOW_MS, event: received };
const TRADE: TradeRecord = {
  ...startTrade(event, received),
  status: 'conflicted',
  attempts: [
    { ...fixtureAttempt(1), status: 'reverted', revertFeeLamports: '6000' },
    { ...fixtureAttempt(2), status: 'landed' },
  ],
};
const DECISION = { signature: 'signature-2', reason: 'seen in an explorer', by: 'ops' };

it('tells a landing with its figures where the chain still has them', () => {
  const fill = fixtureFill(2);
  expect(resolvedResult(TRADE, { ...DECISION, as: 'landed' }, fill)).toMatchObject({
    success: true,
    status: 'resolved',
    finality: 'finalized',
    witnesses: 1,
    txSignature: 'signature-2',
    executedAmount: 0.002,
    // Two base fees and two priority fees: the revert before is paid for as well.
    fees: { networkFee: 10_000, priorityFee: 2_000, totalFee: 12_000 },
    totalCostLamports: 22_000,
  });
});

it('tells a landing without figures as one, and says that they are missing', () => {
  const result = resolvedResult(TRADE, { ...DECISION, as: 'landed' }, undefined);
  expect(result).toMatchObject({
    success: true,
    status: 'resolved',
    txSignature: 'signature-2',
    errorCode: 'RESOLVE__FILL_UNKNOWN',
    idempotencyKey: 'key-1',
    deduplicated: false,
    dryRun: false,
    attempts: 2,
  });
  expect(result.error).toContain('signature-2 is held for landed by decision of ops: seen in an');
  expect(result).not.toHaveProperty('executedAmount');
  expect(result).not.toHaveProperty('totalCostLamports');
});

it('tells a death with the costs that are known, who decided and why', () => {
  const result = resolvedResult(TRADE, { ...DECISION, as: 'dead' }, undefined);
  expect(result).toMatchObject({
    success: false,
    status: 'resolved',
    errorCode: 'RESOLVE__HELD_FOR_DEAD',
    totalCostLamports: 6_000,
  });
  expect(result.error).toContain(
    'Trade "key-1" is held for dead by decision of ops: seen in an explorer (signature-2).',
  );
});

it('keeps a success that was answered, and tells anything else as it was seen', () => {
  const answered = { ...TRADE, result: { success: true, status: 'settling' as const, slot: 7 } };
  const accepted = { ...DECISION, as: 'accepted' as const };
  expect(resolvedResult(answered, accepted, undefined)).toEqual({
    success: true,
    status: 'resolved',
    slot: 7,
  });
  expect(resolvedResult(TRADE, accepted, undefined)).toMatchObject({
    success: false,
    status: 'resolved',
    errorCode: 'RESOLVE__ACCEPTED',
    error: expect.stringContaining(
      'Trade "key-1" is accepted as it was seen (conflicted) by decision of ops: seen in an explorer.',
    ),
  });
});
