import { describe, expect, it } from 'vitest';

import { startTrade, type TradeRecord } from '../journal/tradeRecord.ts';
import { FIXTURE_NOW_MS, fixtureAttempt, fixtureReceived } from '../testing/journalFixtures.ts';
import { answerOf, pendingResult, unknownOutcome } from './answers.ts';

function trade(changes: Partial<TradeRecord> = {}): TradeRecord {
  const received = fixtureReceived();
  const event = { tradeId: 'trade-1', version: 1, atMs: FIXTURE_NOW_MS, event: received };
  return { ...startTrade(event, received), status: 'admitted', ...changes };
}

const SIGNED = trade({
  status: 'executing',
  attempts: [{ ...fixtureAttempt(), status: 'submitted' }],
});

describe('answerOf', () => {
  it('gives a copy that a caller may write in', () => {
    const fees = { networkFee: 1, priorityFee: 2, totalFee: 3 };
    const ended = trade({ status: 'filled', result: { success: true, fees } });
    const answer = answerOf(ended, true);
    if (answer.fees !== undefined) answer.fees.totalFee = 99;
    expect(ended.result?.fees?.totalFee).toBe(3);
    expect(answer.deduplicated).toBe(true);
  });

  it('says whose trade it was each time', () => {
    const ended = trade({ result: { success: true, deduplicated: true } });
    expect(answerOf(ended, false).deduplicated).toBe(false);
  });

  it('tells the truth about a trade without an answer', () => {
    expect(answerOf(SIGNED, true)).toMatchObject({
      success: false,
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
      deduplicated: true,
    });
  });
});

describe('pendingResult', () => {
  it('says that nothing is signed yet, and may still be', () => {
    const result = pendingResult(trade(), { waitMs: 50, deduplicated: false });
    expect(result).toMatchObject({
      success: false,
      status: 'admitted',
      errorCode: 'EXECUTOR__STILL_WORKING',
      idempotencyKey: 'key-1',
      attempts: 0,
      deduplicated: false,
    });
    expect(result).not.toHaveProperty('txSignature');
    expect(result).not.toHaveProperty('keyReusable');
  });

  it('names what can still land and until when', () => {
    expect(pendingResult(SIGNED, { waitMs: 50, deduplicated: true })).toMatchObject({
      success: false,
      status: 'executing',
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
      txSignature: 'signature-1',
      deathHeight: 1_182,
      deduplicated: true,
    });
  });
});

describe('unknownOutcome', () => {
  const wait = { waitMs: 0, deduplicated: false, cause: new Error('disk I/O error') };

  it('says nothing of an end that the disk may never have had', () => {
    const answer = unknownOutcome(trade({ status: 'cancelled' }), wait);
    expect(answer).toMatchObject({ success: false, errorCode: 'JOURNAL__WRITE_UNCERTAIN' });
    expect(answer).not.toHaveProperty('status');
    expect(unknownOutcome(trade(), wait)).toMatchObject({ status: 'admitted' });
  });
});
