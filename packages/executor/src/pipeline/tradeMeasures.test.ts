import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { TradeEvent } from '../journal/tradeEvents.ts';
import { isTerminal } from '../journal/tradeMachine.ts';
import { applyEvent, startTrade, type TradeRecord } from '../journal/tradeRecord.ts';
import {
  FIXTURE_NOW_MS,
  fixtureAttempt,
  fixtureDenied,
  fixtureFill,
  fixturePrepared,
  fixtureReceived,
} from '../testing/journalFixtures.ts';
import { legalEvents } from '../testing/legalEvents.ts';
import { createRecordingMetrics } from '../testing/recordingMetrics.ts';
import { createTradeMeasures } from './tradeMeasures.ts';

const SIGNED: TradeEvent = { name: 'AttemptSigned', attempt: fixtureAttempt() };
const SIGNATURE = 'signature-1';
const CONFIRMED: TradeEvent = {
  name: 'AttemptConfirmed',
  signature: SIGNATURE,
  slot: '1004',
  witness: 'http://node',
};
const BY_RPC: TradeEvent = {
  name: 'LaneAcknowledged',
  signature: SIGNATURE,
  lane: 'rpc',
  endpoint: 'http://node',
};

/** Plays the life of one trade, one write for each event. */
function play(events: readonly TradeEvent[], tradeId = 'trade-1') {
  const recording = createRecordingMetrics();
  const measures = createTradeMeasures(recording.telemetry);
  const received = fixtureReceived();
  let trade: TradeRecord = startTrade(
    { tradeId, version: 1, atMs: FIXTURE_NOW_MS, event: received },
    received,
  );
  measures.adopted(trade);
  const write = (...written: readonly TradeEvent[]): void => {
    const before = trade;
    for (const event of written) {
      const version = trade.version + 1;
      const atMs = FIXTURE_NOW_MS + version * 1_000;
      trade = applyEvent(trade, { tradeId, version, atMs, event });
    }
    measures.observe(before, trade);
  };
  for (const event of events) write(event);
  return { ...recording, measures, write, trade: () => trade };
}

/** What the record itself says was paid, by hand. */
function feesOf({ attempts, fill }: TradeRecord): bigint {
  const reverts = attempts.map(({ revertFeeLamports = '0' }) => BigInt(revertFeeLamports));
  const paid = [fill?.baseFeeLamports, fill?.priorityFeeLamports, fill?.tipLamports];
  return [...reverts, ...paid.map((lamports) => BigInt(lamports ?? 0))].reduce(
    (sum, lamports) => sum + lamports,
    0n,
  );
}

describe('figures of a trade', () => {
  it('counts a fill with its fees, its slots and its slippage', () => {
    const fill = fixtureFill();
    const result = { success: true, slippageBps: 12 };
    const { sum, of, last, spans } = play([
      { name: 'TradeAdmitted' },
      SIGNED,
      BY_RPC,
      CONFIRMED,
      { name: 'FillRead', fill, result },
      { name: 'FillRecorded', fill: { ...fill, rentLamports: '-2000' }, witnesses: 2, result },
    ]);
    expect(sum('quantbot_attempts_signed_total', { side: 'buy' })).toBe(1);
    expect(of('quantbot_landing_slots', { lane: 'rpc' })).toEqual([4]);
    expect(sum('quantbot_attempts_ended_total', { lane: 'rpc', outcome: 'filled' })).toBe(1);
    expect(sum('quantbot_fee_lamports_total', { kind: 'base' })).toBe(5_000);
    expect(sum('quantbot_fee_lamports_total', { kind: 'priority' })).toBe(1_000);
    expect(sum('quantbot_fee_lamports_total', { kind: 'tip' })).toBe(10_000);
    expect(sum('quantbot_rent_freed_lamports_total')).toBe(2_000);
    expect(sum('quantbot_rent_locked_lamports_total')).toBe(0);
    expect(sum('quantbot_swap_lamports_total', { side: 'buy' })).toBe(100_000_000);
    expect(of('quantbot_slippage_bps', { side: 'buy' })).toEqual([12]);
    const ended = { mode: 'live', side: 'buy', status: 'filled' };
    expect(sum('quantbot_trades_ended_total', ended)).toBe(1);
    expect(of('quantbot_trade_duration_seconds', ended)).toEqual([7]);
    expect(last('quantbot_open_trades', { status: 'settling' })).toBe(0);
    expect(spans).toMatchObject([
      {
        name: 'execution.trade',
        operation: 'trade',
        startTime: FIXTURE_NOW_MS,
        status: 'ok',
        attributes: { key: 'key-1', status: 'filled', lane: 'rpc', attempts: 1 },
      },
    ]);
  });

  it('follows what is open, and since when nobody knows its outcome', () => {
    const { write, last } = play([{ name: 'TradeAdmitted' }]);
    const oldest = () => last('quantbot_oldest_unknown_timestamp_seconds');
    expect(last('quantbot_open_trades', { mode: 'live', status: 'admitted' })).toBe(1);
    expect(last('quantbot_open_trades', { status: 'received' })).toBe(0);
    expect(oldest()).toBe(0);
    write(SIGNED);
    const signedAt = FIXTURE_NOW_MS / 1_000 + 3;
    expect(oldest()).toBe(signedAt);
    expect(last('quantbot_open_attempts', { status: 'signed' })).toBe(1);
    write(BY_RPC);
    expect(oldest()).toBe(signedAt);
    expect(last('quantbot_open_attempts', { status: 'signed' })).toBe(0);
    expect(last('quantbot_open_attempts', { status: 'submitted' })).toBe(1);
    write(CONFIRMED);
    expect(oldest()).toBe(0);
    write({ name: 'AttemptRolledBack', signature: SIGNATURE });
    expect(oldest()).toBe(FIXTURE_NOW_MS / 1_000 + 6);
    write({ name: 'AttemptExpired', signature: SIGNATURE, deathHeight: '1182', witnesses: [] });
    expect(oldest()).toBe(0);
    expect(last('quantbot_open_attempts', { status: 'submitted' })).toBe(0);
  });

  it('counts a rollback also where it is written together with the end', () => {
    const { write, sum } = play([{ name: 'TradeAdmitted' }, SIGNED, CONFIRMED]);
    write(
      { name: 'AttemptRolledBack', signature: SIGNATURE },
      { name: 'AttemptExpired', signature: SIGNATURE, deathHeight: '1182', witnesses: [] },
    );
    expect(sum('quantbot_rollbacks_total', { from: 'confirmed' })).toBe(1);
    expect(sum('quantbot_attempts_ended_total', { lane: 'none', outcome: 'expired' })).toBe(1);
  });

  it('holds a landing that reverts for no rollback, and counts its fee', () => {
    const { sum } = play([
      { name: 'TradeAdmitted' },
      SIGNED,
      {
        name: 'SeenOnChain',
        signature: SIGNATURE,
        slot: '1003',
        commitment: 'processed',
        error: '"e"',
        witness: 'http://node',
      },
      {
        name: 'AttemptReverted',
        signature: SIGNATURE,
        slot: '1003',
        error: '"e"',
        feeLamports: '5700',
        witness: 'http://node',
      },
    ]);
    expect(sum('quantbot_rollbacks_total')).toBe(0);
    expect(sum('quantbot_attempts_ended_total', { outcome: 'reverted' })).toBe(1);
    expect(sum('quantbot_fee_lamports_total', { kind: 'base' })).toBe(5_000);
    expect(sum('quantbot_fee_lamports_total', { kind: 'priority' })).toBe(700);
  });

  it('counts doubt, a death nobody can prove, and a conflict', () => {
    const { sum } = play([
      { name: 'TradeAdmitted' },
      SIGNED,
      { name: 'SubmissionAmbiguous', signature: SIGNATURE, reasons: [] },
      { name: 'ExpiryUnprovable', signature: SIGNATURE, reason: 'gone' },
      { name: 'ConflictObserved', signature: SIGNATURE, detail: 'x', result: { success: false } },
    ]);
    expect(sum('quantbot_submission_doubts_total')).toBe(1);
    expect(sum('quantbot_unprovable_attempts_total')).toBe(1);
    expect(sum('quantbot_conflicts_total')).toBe(1);
    expect(sum('quantbot_trades_ended_total', { status: 'conflicted' })).toBe(1);
  });

  it('counts a prepared message that died, and one whose death nobody can prove', () => {
    const { sum, last } = play([
      { name: 'TradeAdmitted' },
      { name: 'AttemptPrepared', attempt: fixturePrepared() },
      { name: 'PreparedUnprovable', number: 1, reason: 'gone' },
      { name: 'PreparedExpired', number: 1, deathHeight: '1182', witnesses: [] },
    ]);
    expect(sum('quantbot_unprovable_attempts_total')).toBe(1);
    expect(sum('quantbot_attempts_ended_total', { outcome: 'expired' })).toBe(1);
    expect(sum('quantbot_attempts_signed_total')).toBe(0);
    expect(last('quantbot_open_attempts', { status: 'prepared' })).toBe(0);
  });

  it('counts a fill that a person decides on, and none a second time', () => {
    const fill = fixtureFill();
    const words = { reason: 'seen on chain', by: 'ann', result: { success: true } } as const;
    const landed: TradeEvent = {
      name: 'TradeResolved',
      as: 'landed',
      signature: SIGNATURE,
      fill,
      ...words,
    };
    const conflict: TradeEvent = {
      name: 'ConflictObserved',
      signature: SIGNATURE,
      detail: 'x',
      result: { success: false },
    };
    const filled = ({ sum }: ReturnType<typeof play>) => [
      sum('quantbot_attempts_ended_total', { outcome: 'filled' }),
      sum('quantbot_swap_lamports_total'),
    ];
    const begun: readonly TradeEvent[] = [{ name: 'TradeAdmitted' }, SIGNED];
    expect(filled(play([...begun, landed]))).toEqual([1, 100_000_000]);
    expect(filled(play([...begun, conflict]))).toEqual([0, 0]);
    expect(filled(play([...begun, conflict, landed]))).toEqual([1, 100_000_000]);
    const result = { success: true };
    const final: readonly TradeEvent[] = [
      CONFIRMED,
      { name: 'FillRead', fill, result },
      { name: 'FillRecorded', fill, witnesses: 2, result },
    ];
    const accepted: TradeEvent = {
      name: 'TradeResolved',
      as: 'accepted',
      signature: SIGNATURE,
      ...words,
    };
    expect(filled(play([...begun, ...final, conflict, accepted]))).toEqual([1, 100_000_000]);
  });

  it('for all histories adds up to what the record says', () => {
    fc.assert(
      fc.property(legalEvents(), (events) => {
        const { sum, last, trade } = play(events);
        const { attempts, status, fill } = trade();
        expect(sum('quantbot_attempts_signed_total')).toBe(attempts.length);
        const ended = attempts.filter((one) => ['reverted', 'expired'].includes(one.status));
        const prepared = (trade().prepared ?? []).filter((one) => one.status === 'expired');
        const filled = sum('quantbot_attempts_ended_total', { outcome: 'filled' });
        expect(sum('quantbot_attempts_ended_total') - filled).toBe(ended.length + prepared.length);
        // A fill that is only read is not counted yet; one that is final is counted once.
        expect(filled).toBe(fill !== undefined && status === 'filled' ? 1 : filled);
        expect(filled).toBeLessThanOrEqual(1);
        if (filled === 1 || fill === undefined) {
          expect(BigInt(sum('quantbot_fee_lamports_total'))).toBe(feesOf(trade()));
        }
        for (const state of ['received', 'admitted', 'executing', 'settling']) {
          expect(last('quantbot_open_trades', { status: state }) ?? 0).toBe(
            state === status ? 1 : 0,
          );
        }
        if (isTerminal(status)) {
          expect(last('quantbot_oldest_unknown_timestamp_seconds')).toBe(0);
        }
      }),
    );
  });
});

describe('what is counted at the door', () => {
  it('counts a claimed trade, and the end of one that the gates denied', () => {
    const { measures, sum, trade, write } = play([]);
    measures.claimed(trade());
    expect(sum('quantbot_trades_received_total', { mode: 'live', side: 'buy' })).toBe(1);
    expect(sum('quantbot_trades_ended_total')).toBe(0);
    write(fixtureDenied());
    measures.claimed(trade());
    expect(sum('quantbot_trades_ended_total', { status: 'denied' })).toBe(2);
  });

  it('counts answers by what they say, and errors by class and code', () => {
    const { measures, sum, of } = play([]);
    measures.answered('sell', { success: true }, 250);
    measures.answered('sell', { success: false, errorCode: 'BREAKER__OPEN' }, 5);
    measures.answered(7, { success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN' }, 5);
    measures.answered('buy', { success: true, errorCode: 'DRYRUN__SIMULATED' }, 5);
    expect(sum('quantbot_answers_total', { side: 'sell', answer: 'success' })).toBe(1);
    expect(sum('quantbot_answers_total', { side: 'sell', answer: 'denied' })).toBe(1);
    expect(sum('quantbot_answers_total', { side: 'buy', answer: 'unknown' })).toBe(1);
    expect(of('quantbot_answer_duration_seconds', { answer: 'success' })).toEqual([0.25, 0.005]);
    expect(sum('quantbot_errors_total', { class: 'BREAKER', code: 'BREAKER__OPEN' })).toBe(1);
    expect(sum('quantbot_errors_total', { class: 'DRYRUN' })).toBe(1);
  });
});
