import {
  isTerminal,
  type TradeEvent,
  type TradeHistory,
  type TradeRecord,
} from '@quantbot/executor';
import type { TradeStatus } from '@quantbot/core';

import { alignColumns } from './alignColumns.ts';
import { paint } from './paint.ts';
import { renderAttempt } from './renderAttempt.ts';
import { renderPrepared } from './renderPrepared.ts';
import { renderResult } from './renderResult.ts';
import { shorten } from './shorten.ts';

const BEGINNING = 8;
const UNFOLLOWED = 'by nobody: no process owns the data directory; run quantbot resume';

/**
 * Writes a trade with its attempts and events.
 *
 * @param isOwned - whether a process owns the data directory, and so follows the trade
 */
export function renderTrade({ trade, events }: TradeHistory, isOwned: boolean): string {
  const head = alignColumns([
    ['trade', paint.strong(trade.key)],
    ['status', `${paintStatus(trade.status)} (${trade.mode})`],
    ['asked', requestText(trade)],
    ['wallet', trade.wallet],
    ['token', trade.request.tokenAddress],
    ...(trade.cancelRequested ? [['cancel', 'asked for: no further attempt is made']] : []),
    ...resolutionRows(trade),
    ...(isOwned || isTerminal(trade.status) ? [] : [['followed', paint.warn(UNFOLLOWED)]]),
  ]);
  const startMs = trade.createdAtMs;
  const timeline = events.map(({ atMs, event }) => [
    paint.faint(`  +${atMs - startMs} ms`),
    event.name,
    eventDetail(event),
  ]);
  return [
    head,
    paint.strong('attempts'),
    ...(trade.prepared ?? []).map(renderPrepared),
    ...(trade.attempts.length === 0
      ? [trade.prepared === undefined ? '  none: nothing was signed' : '  no signature is known']
      : trade.attempts.map((attempt) => renderAttempt(attempt, events))),
    paint.strong('events'),
    alignColumns(timeline),
    ...(trade.result === undefined ? [] : [paint.strong('answer'), renderResult(trade.result)]),
  ].join('\n');
}

function resolutionRows({ resolution }: TradeRecord): string[][] {
  if (resolution === undefined) return [];
  return [['resolved', `as ${resolution.as} by ${resolution.by}: ${resolution.reason}`]];
}

/** Writes trades as a table, newest first. */
export function renderTradeList(trades: readonly TradeRecord[]): string {
  if (trades.length === 0) return 'No trades yet.';
  const header = ['when (UTC)', 'key', 'mode', 'status', 'asked', 'signature'].map(paint.faint);
  const rows = trades.map((trade) => [
    timeText(trade.createdAtMs),
    trade.key,
    trade.mode,
    paintStatus(trade.status),
    requestText(trade),
    trade.errorCode ?? signatureBeginning(trade),
  ]);
  return alignColumns([header, ...rows]);
}

/** Enough to recognise it by; `quantbot status` shows it whole. */
function signatureBeginning({ attempts }: TradeRecord): string {
  const signature = attempts.at(-1)?.signature;
  return signature === undefined ? '' : `${signature.slice(0, BEGINNING)}…`;
}

/** What a request asked for, in a few words. */
export function requestText({ request }: TradeRecord): string {
  const { side, amount, amountBaseUnits, sellPortionBps } = request;
  if (sellPortionBps !== undefined) return `${side} ${sellPortionBps / 100} %`;
  if (amountBaseUnits !== undefined) return `${side} ${amountBaseUnits} base units`;
  return side === 'buy' ? `${side} for ${amount ?? 0} SOL` : `${side} ${amount ?? 0} tokens`;
}

function eventDetail(event: TradeEvent): string {
  switch (event.name) {
    case 'AttemptSigned':
      return `${shorten(event.attempt.signature)} is durable, nothing sent yet`;
    case 'AttemptPrepared':
      return `attempt ${event.attempt.number} is durable, the signer not asked yet`;
    case 'SignerFailed':
      return `${event.code}: ${event.reason}`;
    case 'PreparedUnprovable':
      return event.reason;
    case 'PreparedExpired':
    case 'AttemptExpired':
      return `height ${event.deathHeight} passed, told by ${event.witnesses
        .map(({ operator }) => operator)
        .join(' and ')}`;
    case 'LaneAcknowledged':
      return `${event.lane} ${event.endpoint}`;
    case 'SubmissionAmbiguous':
      return event.reasons.join('; ');
    case 'SeenOnChain':
      return `slot ${event.slot}, ${event.commitment}, ${event.error ?? 'no error'}`;
    case 'AttemptConfirmed':
      return `slot ${event.slot}, by ${event.witness}`;
    case 'AttemptReverted':
      return `slot ${event.slot}, ${event.error}`;
    case 'FillRead':
    case 'FillRecorded':
      return `${event.fill.lamports} lamports for ${event.fill.tokenUnits} base units`;
    case 'TradeDenied':
    case 'TradeFailed':
      return event.code;
    case 'ExpiryUnprovable':
      return event.reason;
    case 'ConflictObserved':
      return event.detail;
    case 'TradeResolved':
      return `${event.as} by ${event.by}: ${event.reason}`;
    case 'TradeReceived':
    case 'TradeReopened':
    case 'TradeAdmitted':
    case 'TradeRehearsed':
    case 'TradeCancelled':
    case 'CancelRequested':
    case 'AttemptRolledBack':
      return '';
    default:
      return event satisfies never;
  }
}

function paintStatus(status: TradeStatus): string {
  if (status === 'filled') return paint.good(status);
  if (status === 'denied' || status === 'failed' || status === 'conflicted')
    return paint.bad(status);
  return paint.warn(status);
}

function timeText(atMs: number): string {
  return new Date(atMs).toISOString().replace('T', ' ').slice(0, 19);
}
