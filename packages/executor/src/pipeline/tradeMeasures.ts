import { outcomeOf, type ExecutionResult, type MetricLabels, type TradeSide } from '@quantbot/core';

import type { Fill } from '../journal/tradeEvents.ts';
import { isTerminal } from '../journal/tradeMachine.ts';
import {
  attemptsMade,
  openAttempt,
  type AttemptRecord,
  type TradeRecord,
} from '../journal/tradeRecord.ts';
import type { ExecutorTelemetry } from './executorTelemetry.ts';

/**
 * Figures of trades and attempts. They are worked out from the records alone, before and after each
 * write, so that what a dashboard adds up is what the journal adds up.
 */
export interface TradeMeasures {
  /** A trade that was claimed just now, also one that the gates denied. */
  claimed(trade: TradeRecord): void;
  /** A trade that this process follows from here on. */
  adopted(trade: TradeRecord): void;
  /** What was just written about a trade. */
  observe(before: TradeRecord, after: TradeRecord): void;
  /** What a caller is told. */
  answered(side: unknown, result: ExecutionResult, tookMs: number): void;
}

type EndedStatus = MetricLabels<'quantbot_trades_ended_total'>['status'];
type OpenStatus = MetricLabels<'quantbot_open_trades'>['status'];
type OpenAttemptStatus = MetricLabels<'quantbot_open_attempts'>['status'];
type AttemptEnd = MetricLabels<'quantbot_attempts_ended_total'>['outcome'];
type LaneLabel = MetricLabels<'quantbot_attempts_ended_total'>['lane'];

/** Measures nothing. */
export const NO_MEASURES: TradeMeasures = {
  claimed: nothing,
  adopted: nothing,
  observe: nothing,
  answered: nothing,
};

/** Makes the measures of one executor. */
export function createTradeMeasures(telemetry: ExecutorTelemetry): TradeMeasures {
  const gauges = createOpenGauges(telemetry);
  return {
    claimed: (trade) => {
      const { mode, request } = trade;
      telemetry.metric('quantbot_trades_received_total', 1, { mode, side: request.side });
      if (isTerminal(trade.status)) tellEnd(telemetry, trade);
    },
    adopted: gauges.note,
    observe: (before, after) => {
      for (const attempt of after.attempts) {
        const known = before.attempts.find(({ signature }) => signature === attempt.signature);
        tellAttempt(telemetry, after, { known, attempt });
      }
      tellPrepared(telemetry, before, after);
      if (before.status !== after.status && isTerminal(after.status)) {
        if (after.fill !== undefined && isBookedNow(before, after)) {
          tellFill(telemetry, after, after.fill);
        }
        tellEnd(telemetry, after);
      }
      gauges.note(after);
    },
    answered: (side, result, tookMs) => {
      const answer = result.success ? 'success' : (outcomeOf(result) ?? 'failed');
      telemetry.metric('quantbot_answers_total', 1, { side: sideOf(side), answer });
      telemetry.metric('quantbot_answer_duration_seconds', tookMs / 1_000, { answer });
      const { errorCode: code } = result;
      if (code === undefined) return;
      const [errorClass = ''] = code.split('__');
      telemetry.metric('quantbot_errors_total', 1, { class: errorClass, code });
    },
  };
}

/** A fill counts once: when it is final, or when a person has decided that the trade ran. */
function isBookedNow(before: TradeRecord, { status }: TradeRecord): boolean {
  if (status === 'filled') return true;
  return status === 'resolved' && (before.status !== 'conflicted' || before.fill === undefined);
}

/** A request that is no request has a side that is none; it was denied for that. */
function sideOf(side: unknown): TradeSide {
  return side === 'sell' ? 'sell' : 'buy';
}

/** States in which an attempt is final, and by which it is counted once. */
const ATTEMPT_ENDS: Partial<Record<AttemptRecord['status'], AttemptEnd>> = {
  reverted: 'reverted',
  expired: 'expired',
};

function tellAttempt(
  telemetry: ExecutorTelemetry,
  { request }: TradeRecord,
  step: { readonly known: AttemptRecord | undefined; readonly attempt: AttemptRecord },
): void {
  const { known, attempt } = step;
  if (known === undefined) {
    telemetry.metric('quantbot_attempts_signed_total', 1, { side: request.side });
  }
  if (known?.unprovable === undefined && attempt.unprovable !== undefined) {
    telemetry.metric('quantbot_unprovable_attempts_total', 1, {});
  }
  const from = known?.status ?? 'signed';
  const { status } = attempt;
  if (from === status) return;
  if (status === 'in_doubt') telemetry.metric('quantbot_submission_doubts_total', 1, {});
  if (isRollback(from, status)) telemetry.metric('quantbot_rollbacks_total', 1, { from });
  const lane = laneOf(attempt);
  if (status === 'confirmed' && attempt.landedSlot !== undefined) {
    const slots = Number(BigInt(attempt.landedSlot) - BigInt(attempt.signedAtSlot));
    telemetry.metric('quantbot_landing_slots', Math.max(0, slots), { lane });
  }
  const outcome = ATTEMPT_ENDS[status];
  if (outcome === undefined) return;
  telemetry.metric('quantbot_attempts_ended_total', 1, { lane, outcome });
  if (attempt.revertFeeLamports !== undefined) tellRevertFee(telemetry, attempt);
}

function isRollback(
  from: AttemptRecord['status'],
  to: AttemptRecord['status'],
): from is 'landed' | 'confirmed' {
  if (from === 'confirmed') return true;
  return from === 'landed' && to !== 'confirmed' && to !== 'reverted';
}

/** What a revert cost is one figure: what is above the base fee was the priority fee. */
function tellRevertFee(telemetry: ExecutorTelemetry, attempt: AttemptRecord): void {
  const paid = BigInt(attempt.revertFeeLamports ?? 0);
  const planned = BigInt(attempt.baseFeeLamports);
  const base = paid < planned ? paid : planned;
  tellFee(telemetry, 'base', base);
  tellFee(telemetry, 'priority', paid - base);
}

function tellFee(
  telemetry: ExecutorTelemetry,
  kind: MetricLabels<'quantbot_fee_lamports_total'>['kind'],
  lamports: bigint,
): void {
  if (lamports > 0n) telemetry.metric('quantbot_fee_lamports_total', Number(lamports), { kind });
}

function tellPrepared(
  telemetry: ExecutorTelemetry,
  before: TradeRecord,
  { prepared = [] }: TradeRecord,
): void {
  for (const record of prepared) {
    const known = before.prepared?.find(({ number }) => number === record.number);
    if (record.unprovable !== undefined && known?.unprovable === undefined) {
      telemetry.metric('quantbot_unprovable_attempts_total', 1, {});
    }
    if (record.status === 'expired' && known?.status !== 'expired') {
      const outcome = 'expired';
      telemetry.metric('quantbot_attempts_ended_total', 1, { lane: 'none', outcome });
    }
  }
}

function tellFill(telemetry: ExecutorTelemetry, trade: TradeRecord, fill: Fill): void {
  const { side } = trade.request;
  const attempt = trade.attempts.find(({ signature }) => signature === fill.signature);
  const lane = attempt === undefined ? 'none' : laneOf(attempt);
  telemetry.metric('quantbot_attempts_ended_total', 1, { lane, outcome: 'filled' });
  telemetry.metric('quantbot_swap_lamports_total', Number(fill.lamports), { side });
  tellFee(telemetry, 'base', BigInt(fill.baseFeeLamports));
  tellFee(telemetry, 'priority', BigInt(fill.priorityFeeLamports));
  tellFee(telemetry, 'tip', BigInt(fill.tipLamports));
  const rent = Number(fill.rentLamports);
  if (rent > 0) telemetry.metric('quantbot_rent_locked_lamports_total', rent, {});
  if (rent < 0) telemetry.metric('quantbot_rent_freed_lamports_total', -rent, {});
  const { slippageBps } = trade.result ?? {};
  if (slippageBps !== undefined) telemetry.metric('quantbot_slippage_bps', slippageBps, { side });
}

function tellEnd(telemetry: ExecutorTelemetry, trade: TradeRecord): void {
  const { mode, key, request, createdAtMs, updatedAtMs, errorCode } = trade;
  const status = trade.status as EndedStatus;
  const { side } = request;
  const labels = { mode, side, status };
  telemetry.metric('quantbot_trades_ended_total', 1, labels);
  const tookMs = Math.max(0, updatedAtMs - createdAtMs);
  telemetry.metric('quantbot_trade_duration_seconds', tookMs / 1_000, labels);
  if (status === 'conflicted') telemetry.metric('quantbot_conflicts_total', 1, {});
  const last = trade.attempts.at(-1);
  telemetry.trade(createdAtMs, status === 'filled' ? 'ok' : 'error', {
    key,
    mode,
    side,
    status,
    attempts: attemptsMade(trade),
    ...(last?.lane === undefined ? {} : { lane: last.lane }),
    ...(last === undefined ? {} : { venue: last.venue }),
    ...(errorCode === undefined ? {} : { code: errorCode }),
  });
}

function laneOf({ lane }: AttemptRecord): LaneLabel {
  return lane === 'jito' || lane === 'rpc' ? lane : 'none';
}

/** One open trade as the gauges count it. */
interface OpenEntry {
  readonly trade: string;
  readonly attempt: OpenAttemptStatus | undefined;
  /** Wall time, while an attempt is signed and nobody has seen it run. */
  readonly unknownSinceMs: number | undefined;
}

/** Keeps the gauges of what is open, at a cost that does not grow with how much is open. */
function createOpenGauges(telemetry: ExecutorTelemetry) {
  const entries = new Map<string, OpenEntry>();
  const trades = new Map<string, number>();
  const attempts = new Map<OpenAttemptStatus, number>();
  /** In the order in which they became unknown, which is the order of insertion. */
  const unknown = new Map<string, number>();
  let toldOldest: number | undefined;

  const moveTrade = (name: string, by: 1 | -1): void => {
    const value = (trades.get(name) ?? 0) + by;
    trades.set(name, value);
    const [mode, status] = name.split(' ') as [TradeRecord['mode'], OpenStatus];
    telemetry.metric('quantbot_open_trades', value, { mode, status });
  };
  const moveAttempt = (status: OpenAttemptStatus, by: 1 | -1): void => {
    const value = (attempts.get(status) ?? 0) + by;
    attempts.set(status, value);
    telemetry.metric('quantbot_open_attempts', value, { status });
  };
  const tellOldest = (): void => {
    const oldest = unknown.values().next().value ?? 0;
    if (oldest === toldOldest) return;
    toldOldest = oldest;
    telemetry.metric('quantbot_oldest_unknown_timestamp_seconds', oldest / 1_000, {});
  };
  tellOldest();
  return {
    note: (trade: TradeRecord): void => {
      const { tradeId } = trade;
      const before = entries.get(tradeId);
      const after = openEntry(trade, before);
      if (before?.trade !== after?.trade) {
        if (before !== undefined) moveTrade(before.trade, -1);
        if (after !== undefined) moveTrade(after.trade, 1);
      }
      if (before?.attempt !== after?.attempt) {
        if (before?.attempt !== undefined) moveAttempt(before.attempt, -1);
        if (after?.attempt !== undefined) moveAttempt(after.attempt, 1);
      }
      if (after === undefined) entries.delete(tradeId);
      else entries.set(tradeId, after);
      if (after?.unknownSinceMs === undefined) unknown.delete(tradeId);
      else if (!unknown.has(tradeId)) unknown.set(tradeId, after.unknownSinceMs);
      tellOldest();
    },
  };
}

/** How an open trade counts, `undefined` once it has ended. */
function openEntry(trade: TradeRecord, before: OpenEntry | undefined): OpenEntry | undefined {
  const { mode, status, updatedAtMs } = trade;
  if (isTerminal(status)) return undefined;
  const attempt = openAttempt(trade)?.status;
  const isUnknown = attempt !== undefined && attempt !== 'confirmed';
  return {
    trade: `${mode} ${status}`,
    attempt: attempt as OpenAttemptStatus | undefined,
    unknownSinceMs: isUnknown ? (before?.unknownSinceMs ?? updatedAtMs) : undefined,
  };
}

function nothing(): undefined {
  return undefined;
}
