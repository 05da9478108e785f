import { ExecutionError, fault, faultFromError, type Fault } from '@quantbot/core';

import type { Journal } from '../journal/journal.ts';
import { liveAttempt } from '../journal/tradeRecord.ts';
import type { TradingChange } from '../journal/tradingChange.ts';
import type { TradingControl } from '../gates/tradingControl.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';
import { conflictHold } from '../pipeline/recordConflict.ts';
import type {
  AttemptInFlight,
  TradingStateDecision,
  TradingStateOutcome,
  TradingStateReport,
} from './executionAdapter.ts';
import type { ExecutorSession } from './executorSession.ts';

/** What a report on trading is made of. */
export interface TradingReportParts {
  readonly journal: Journal;
  readonly trading: TradingControl;
  /** Absent until the chain was asked for the first time. */
  readonly parts?: Pick<ExecutorParts, 'hold'> | undefined;
}

/** Why not every small trade would be taken now, whichever side it has. */
export async function unavailability(session: ExecutorSession): Promise<Fault | undefined> {
  const { trading } = await session.open();
  return trading.restriction() ?? blockade(session);
}

/** Why no new trade can be taken now, whatever may be traded. Claims nothing. */
export async function blockade(session: ExecutorSession): Promise<Fault | undefined> {
  if (session.isClosed()) return fault('EXECUTOR__CLOSED');
  const broken = (await session.open()).journal.failure();
  if (broken !== undefined) return faultFromError(broken);
  const problem = await session.takeUp();
  if (problem !== undefined) return problem;
  const { parts } = await session.open();
  return parts?.hold.reason() ?? parts?.strangers.look();
}

/** What may be traded by decision of a person, the breaker or the halt file. */
export function reportTrading({ journal, trading }: TradingReportParts): TradingStateReport {
  const state = trading.state();
  const change = trading.change();
  const haltFile = trading.haltFile();
  const openTrades = journal.countUnended();
  return {
    state,
    openTrades,
    ...(state === 'active' ? {} : { reason: trading.restriction()?.message ?? reasonOf(change) }),
    ...(state === 'reducing' && trading.restriction() === undefined ? { wantsProbe: true } : {}),
    ...(change === undefined ? {} : { change }),
    ...(haltFile.kind === 'absent' ? {} : { haltFile: haltFile.kind }),
  };
}

/** Of a breaker that lets a probe through: nothing is refused, and not everything is traded. */
function reasonOf(change: TradingChange | undefined): string {
  return `${change?.reason ?? ''}; one small buy is let through`;
}

/**
 * Takes the decision of a person: it holds when this has run, and is on disk when it resolves.
 *
 * @throws ExecutionError `CONFIG__VALUE_MISSING` without a reason or a name, `JOURNAL__UNAVAILABLE`
 * when it could not be written down, `EXECUTOR__CLOSED`, `CONTROL__DECISION_OUTDATED`
 */
export async function decideTrading(
  parts: TradingReportParts,
  { state, by, reason, inFlight = 'reduce-only', afterChange }: TradingStateDecision,
): Promise<TradingStateOutcome> {
  requireText('reason', reason);
  requireText('by', by);
  const newest = parts.trading.change()?.number ?? 0;
  if (afterChange !== undefined && afterChange !== newest) {
    throw new ExecutionError('CONTROL__DECISION_OUTDATED', { afterChange, newest });
  }
  const change = parts.trading.decide({ state, by, reason, inFlight, origin: 'person' });
  await parts.journal.durable();
  const report = reportTrading(parts);
  const held = report.state === 'halted' ? undefined : knownHold(parts);
  const halted = held && ({ state: 'halted', reason: held.message } as const);
  return { ...report, ...halted, change, inFlight: attemptsInFlight(parts) };
}

/** What keeps the wallet from signing whatever is decided, as far as it is known without the chain. */
function knownHold({ journal, parts }: TradingReportParts): Fault | undefined {
  const [conflict] = journal.conflicts();
  return parts?.hold.reason() ?? (conflict && conflictHold(conflict));
}

function requireText(name: string, text: string): void {
  if (text.trim() !== '') return;
  const reason = 'whoever reads the journal later has to know';
  throw new ExecutionError('CONFIG__VALUE_MISSING', { name, reason });
}

/** What can still land, whatever is decided. */
function attemptsInFlight({ journal, trading }: TradingReportParts): readonly AttemptInFlight[] {
  return journal.openTrades().flatMap((trade) => {
    const attempt = trade.status === 'executing' ? liveAttempt(trade) : undefined;
    if (attempt === undefined) return [];
    const { signature, deathHeight } = attempt;
    const { side, tokenAddress } = trade.request;
    const isKeptBack = trading.keepsBack(trade);
    return { key: trade.key, side, tokenAddress, signature, deathHeight, isKeptBack };
  });
}
