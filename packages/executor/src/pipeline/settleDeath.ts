import { type Fault } from '@quantbot/core';

import type { AttemptOutcome } from '../confirm/confirmAttempt.ts';
import { revertCost } from '../fill/computeFill.ts';
import { agreeOnTransaction } from '../fill/fetchTransaction.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';
import { isTerminal } from '../journal/tradeMachine.ts';
import {
  applyEvent,
  attemptsMade,
  type AttemptRecord,
  type PreparedRecord,
  type TradeRecord,
} from '../journal/tradeRecord.ts';
import { explainRevert } from '../settle/explainRevert.ts';
import { faultyResult } from '../settle/tradeResult.ts';
import { deadlineNowMs } from './deadlineNowMs.ts';
import type { ExecutorParts } from './executorParts.ts';
import { moveWatermark } from './moveWatermark.ts';
import { deathOf, type NextStep } from './nextStep.ts';

type Reverted = Extract<AttemptOutcome, { kind: 'reverted' }>;
type Expired = Extract<AttemptOutcome, { kind: 'expired' }>;

/**
 * Settles an attempt that failed on chain, finally: its fee is spent, nothing else moved. Where
 * nodes of two operators are configured, two must tell of the failure: one that lies would end a
 * trade that may have run, or let it run twice.
 *
 * @returns false when the transaction ran after all, and the trade goes on.
 */
export async function settleRevert(
  parts: ExecutorParts,
  tradeId: string,
  { attempt, outcome }: { readonly attempt: AttemptRecord; readonly outcome: Reverted },
): Promise<boolean> {
  const { signature } = attempt;
  const { slot, witness } = outcome;
  const { wallet } = parts.log.current(tradeId);
  const agreement = await agreeOnTransaction(parts, signature, {
    tradeId,
    read: (reading) => reading,
    essence: (reading) => [reading.error, String(revertCost(reading, wallet))],
  });
  // A person has decided meanwhile, at the latest while the last node was asked.
  if (agreement === undefined || isTerminal(parts.log.current(tradeId).status)) return true;
  const { value: transaction } = agreement;
  const { error } = transaction;
  if (error === null) return false;
  const death = explainRevert(signature, transaction, parts.config.decoders);
  const feeLamports = String(revertCost(transaction, wallet));
  // What is read for the next attempt must not be older than what this one cost.
  moveWatermark(parts, outcome);
  const { code } = death;
  const reverted: TradeEvent[] = [
    { name: 'AttemptReverted', signature, slot: String(slot), error, witness, feeLamports, code },
  ];
  // Confirmed, and then it failed on the branch that became final.
  if (statusOf(parts, tradeId, signature) === 'confirmed') {
    reverted.unshift({ name: 'AttemptRolledBack', signature });
  }
  recordDeath(parts, tradeId, { events: reverted, death });
  return true;
}

/** Settles an attempt that is proven dead. */
export function settleExpiry(
  parts: ExecutorParts,
  tradeId: string,
  { attempt, outcome }: { readonly attempt: AttemptRecord; readonly outcome: Expired },
): void {
  const { signature, deathHeight } = attempt;
  const { witnesses } = outcome;
  const events: TradeEvent[] = [{ name: 'AttemptExpired', signature, deathHeight, witnesses }];
  const status = statusOf(parts, tradeId, signature);
  if (status === 'landed' || status === 'confirmed') {
    events.unshift({ name: 'AttemptRolledBack', signature });
  }
  recordDeath(parts, tradeId, { events, death: undefined });
}

/** Settles a message that a remote signer may have signed and that is proven dead. */
export function settlePreparedExpiry(
  parts: ExecutorParts,
  tradeId: string,
  { prepared, witnesses }: Pick<Expired, 'witnesses'> & { readonly prepared: PreparedRecord },
): void {
  const { number, deathHeight } = prepared;
  const expired: TradeEvent = { name: 'PreparedExpired', number, deathHeight, witnesses };
  recordDeath(parts, tradeId, { events: [expired], death: undefined });
}

/**
 * Looks at a trade whose attempts were all dead already when it was found.
 *
 * @returns whether a further attempt may be prepared.
 */
export function settleDeadTrade(parts: ExecutorParts, tradeId: string): boolean {
  return recordDeath(parts, tradeId, { events: [], death: undefined }).kind === 'attempt';
}

interface Death {
  /** What is written down about the attempt. */
  readonly events: readonly TradeEvent[];
  /** How it ended, `undefined` when the record tells enough. */
  readonly death: Fault | undefined;
}

/** Writes a death down together with what follows from it, in one commit. */
function recordDeath(parts: ExecutorParts, tradeId: string, { events, death }: Death): NextStep {
  const { log, config } = parts;
  const dead = preview(log.current(tradeId), events);
  const step = parts.rules.nextStep({
    trade: dead,
    death: death ?? deathOf(dead),
    maxRetries: config.maxRetries,
    nowMs: deadlineNowMs(parts, dead),
    dryRun: config.dryRun,
    isClosing: parts.closing.aborted,
  });
  const last = [...events, ...endingOf(dead, step)];
  if (last.length > 0) log.record(tradeId, ...last);
  if (step.kind === 'fail' || step.kind === 'cancel') parts.ledger.release(tradeId);
  if (last.length > 0) report(parts, dead, step);
  return step;
}

function endingOf(dead: TradeRecord, step: NextStep): readonly TradeEvent[] {
  switch (step.kind) {
    case 'attempt':
    case 'leave':
      return [];
    case 'cancel':
      return [{ name: 'TradeCancelled', result: faultyResult(dead, step.problem, 'cancelled') }];
    case 'fail': {
      const result = faultyResult(dead, step.problem, 'failed');
      return [{ name: 'TradeFailed', code: step.problem.code, result }];
    }
    default:
      return step satisfies never;
  }
}

function report({ telemetry }: ExecutorParts, dead: TradeRecord, step: NextStep) {
  const { key } = dead;
  if (step.kind === 'attempt' || step.kind === 'leave') {
    const message = `attempt ${attemptsMade(dead)} is proven dead; a further one may be made`;
    telemetry.event('warn', 'execution.attempt.dead', { message, key });
    return;
  }
  const { message, code } = step.problem;
  // Somebody was told of a success that is none: an alert.
  const level = code === 'CONFIRM__ROLLED_BACK' ? 'error' : 'warn';
  const name = code === 'CONFIRM__ROLLED_BACK' ? 'rolled_back' : endName(step);
  telemetry.event(level, `execution.trade.${name}`, { message, key });
}

function endName({ kind }: Extract<NextStep, { kind: 'cancel' | 'fail' }>) {
  return kind === 'cancel' ? 'cancelled' : 'failed';
}

function statusOf(parts: ExecutorParts, tradeId: string, signature: string) {
  const { attempts } = parts.log.current(tradeId);
  return attempts.find((known) => known.signature === signature)?.status;
}

/** The trade as it will be after some events, for what is written with them. */
function preview(trade: TradeRecord, events: readonly TradeEvent[]): TradeRecord {
  const { tradeId, updatedAtMs: atMs } = trade;
  return events.reduce(
    (before, event) => applyEvent(before, { tradeId, version: before.version + 1, atMs, event }),
    trade,
  );
}
