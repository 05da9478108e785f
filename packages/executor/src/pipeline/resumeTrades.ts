import { isFault, type Fault } from '@quantbot/core';

import { SIGNATURES_MAX } from '../chain/inBatches.ts';
import { admitTrade } from '../gates/admitTrade.ts';
import { bookPeriodsOf } from '../gates/bookPeriods.ts';
import { reservationOf, reservationText } from '../gates/reservationOf.ts';
import {
  attemptsMade,
  isOnItsWay,
  liveAttempt,
  openAttempt,
  type TradeRecord,
} from '../journal/tradeRecord.ts';
import { faultyResult } from '../settle/tradeResult.ts';
import { executeTrade } from './executeTrade.ts';
import { entryRefusal } from './entryRefusal.ts';
import type { ExecutorParts } from './executorParts.ts';
import { followFoundAttempt } from './followAttempt.ts';
import { followPrepared } from './followPrepared.ts';
import { deadlineNowMs } from './deadlineNowMs.ts';
import { deadlineFault } from './nextStep.ts';
import { outlayOf } from './outlayOf.ts';
import { settleDeadTrade } from './settleDeath.ts';

/** What taking a trade up needs besides the stages. */
export interface ResumeOptions {
  /** Runs work in the line of the trade's token. */
  readonly begin: (work: () => Promise<void>) => void;
}

/**
 * Takes up a trade that an earlier process left open. What may be on chain is followed at once: the
 * bytes go out again and only the chain ends it. Everything else is signed only inside its deadline,
 * so that nothing old is traded at new prices.
 */
export function resumeTrade(
  parts: ExecutorParts,
  trade: TradeRecord,
  options: ResumeOptions,
): void {
  const { tradeId } = trade;
  const { begin } = options;
  parts.log.adopt(trade);
  if (wasClockSetBack(parts, trade)) parts.lapsed.add(tradeId);
  parts.deadlineClock.notBefore(trade.updatedAtMs);
  const step = parts.rules.resumeStep(trade, deadlineNowMs(parts, trade));
  const found = openAttempt(trade);
  if (step === 'follow' && found !== undefined) {
    parts.ledger.reserve(tradeId, outlayOf(trade, found));
    // Not in the line: however many trades of the token are open, each is looked at from now on.
    const following =
      'signature' in found
        ? followFoundAttempt(parts, tradeId, found)
        : followPrepared(parts, tradeId, found);
    following.catch(() => undefined);
    begin(async () => {
      await following;
      if (parts.log.current(tradeId).status === 'admitted') await executeTrade(parts, tradeId);
    });
    return;
  }
  if (step === 'end') {
    endLate(parts, tradeId);
    return;
  }
  const withdrawn = entryRefusal(parts.config, trade);
  if (withdrawn !== undefined) {
    withdraw(parts, tradeId, withdrawn);
    return;
  }
  if (!mayGoOn(parts, tradeId)) return;
  begin(async () => executeTrade(parts, tradeId));
}

/**
 * By a clock that was set back nobody can tell how long a trade lay: its deadline may have come. Such
 * a clock is behind what was written last, or leaves the trade more time than was asked for, as when
 * it was set back while an earlier process ran, whose deadlines did not follow it.
 */
function wasClockSetBack(
  { config }: Pick<ExecutorParts, 'config'>,
  { updatedAtMs, deadlineAtMs, request }: TradeRecord,
): boolean {
  const nowMs = config.clock.nowMs();
  return nowMs < updatedAtMs || deadlineAtMs - nowMs > (request.deadlineMs ?? config.deadlineMs);
}

/**
 * What a restart does with an open trade: an attempt that may be on chain is followed whatever the
 * time; without one the deadline decides whether anything may still be signed.
 */
export function resumeStep(trade: TradeRecord, nowMs: number): 'follow' | 'sign' | 'end' {
  if (isOnItsWay(trade)) return 'follow';
  return deadlineFault(trade, nowMs) === undefined ? 'sign' : 'end';
}

/** Asks the gates again about a trade that was claimed and not decided on. */
function mayGoOn(parts: ExecutorParts, tradeId: string): boolean {
  const trade = parts.log.current(tradeId);
  if (trade.status !== 'received') return true;
  const { request } = trade;
  const { limits } = parts.config;
  const snapshot = parts.log.lookBeside(trade, bookPeriodsOf(parts.config));
  const reserved = reservationOf(request, parts.config);
  const refusal = admitTrade({ request, limits, snapshot, reserved });
  if (refusal === undefined) {
    parts.log.record(tradeId, { name: 'TradeAdmitted', reserved: reservationText(reserved) });
    return true;
  }
  deny(parts, trade, refusal);
  return false;
}

/** Ends a trade whose time is over: denied if nothing was ever signed, else by what its death says. */
function endLate(parts: ExecutorParts, tradeId: string): void {
  const trade = parts.log.current(tradeId);
  if (attemptsMade(trade) > 0) {
    settleDeadTrade(parts, tradeId);
    return;
  }
  const late = deadlineFault(trade, deadlineNowMs(parts, trade));
  if (late !== undefined) deny(parts, trade, late);
}

/** Ends a trade that must not be signed any more: everything that was signed of it is dead. */
function withdraw(parts: ExecutorParts, tradeId: string, problem: Fault): void {
  const trade = parts.log.current(tradeId);
  if (attemptsMade(trade) === 0) {
    deny(parts, trade, problem);
    return;
  }
  // What its last death says of it comes first: it may have been cancelled, or used its tries up.
  if (!settleDeadTrade(parts, tradeId)) return;
  const { code } = problem;
  const result = faultyResult(trade, problem, 'failed');
  parts.log.record(tradeId, { name: 'TradeFailed', code, result });
}

function deny(parts: ExecutorParts, trade: TradeRecord, problem: Fault): void {
  const { code } = problem;
  const result = faultyResult(trade, problem, 'denied');
  parts.log.record(trade.tradeId, { name: 'TradeDenied', code, result });
}

/**
 * Reads the statuses of everything open before anything new is signed: the answers show that the
 * chain can be seen, and each follower reads its own from then on.
 */
export async function readOpenStatuses(
  parts: ExecutorParts,
  trades: readonly TradeRecord[],
): Promise<Fault | undefined> {
  const signatures = trades.flatMap((trade) => liveAttempt(trade)?.signature ?? []);
  const chunks: string[][] = [];
  for (let start = 0; start < signatures.length; start += SIGNATURES_MAX) {
    chunks.push(signatures.slice(start, start + SIGNATURES_MAX));
  }
  const readings = await Promise.all(
    chunks.map(async (chunk) =>
      parts.pool.ask('getSignatureStatuses', async (node) =>
        node.signatureStatuses(chunk, { searchHistory: true }),
      ),
    ),
  );
  return readings.find((reading) => isFault(reading));
}

/**
 * In the line of a token, what may be on chain goes before what is still to be signed: a trade that
 * was asked for earlier and reopened later stood behind it when the last process ended.
 */
export function signedFirst(trades: readonly TradeRecord[]): readonly TradeRecord[] {
  const rank = (trade: TradeRecord): number => (isOnItsWay(trade) ? 0 : 1);
  return trades.toSorted((left, right) => rank(left) - rank(right));
}
