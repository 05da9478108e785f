import { fault, isFault, type Fault } from '@quantbot/core';

import type { SignatureStatus } from '../chain/chainNode.ts';
import type { Fill } from '../journal/tradeEvents.ts';
import type { TradeLog } from '../journal/tradeLog.ts';
import { isTerminal } from '../journal/tradeMachine.ts';
import {
  liveAttempt,
  livePrepared,
  type AttemptRecord,
  type PreparedRecord,
  type RecordedResolution,
  type TradeRecord,
} from '../journal/tradeRecord.ts';
import { resolvedResult } from '../settle/resolvedResult.ts';
import type { ExecutorParts } from './executorParts.ts';
import { conflictHold } from './recordConflict.ts';

/** A decision as a person gives it. */
export interface GivenResolution extends Omit<RecordedResolution, 'signature'> {
  /** May be left out where the trade has one attempt. */
  readonly signature?: string;
}

/** What a decision is written down with. */
export interface ResolveTools {
  readonly log: TradeLog;
  /** `undefined` without a node: then the decision is taken without a look at the chain. */
  readonly parts: ExecutorParts | undefined;
  /** Live trades that are in conflict now. */
  readonly conflicts: () => readonly TradeRecord[];
}

/**
 * Ends a trade by the decision of a person, where evidence cannot: it is in conflict, or its signed
 * attempt is past its death and nothing can prove it dead or landed. What the chain plainly shows
 * is never decided against.
 *
 * @returns the resolved trade, or why the decision is not taken.
 */
export async function resolveTrade(
  tools: ResolveTools,
  trade: TradeRecord,
  given: GivenResolution,
): Promise<TradeRecord | Fault> {
  const { log, parts } = tools;
  const { tradeId } = trade;
  if (!log.knows(tradeId)) log.adopt(trade);
  const prepared = isTerminal(trade.status) ? undefined : livePrepared(trade);
  if (prepared !== undefined) return resolvePrepared(tools, trade, { prepared, given });
  const missing = missingField(trade, given);
  if (missing !== undefined) return fault('RESOLVE__VALUE_MISSING', { field: missing });
  const signature = given.signature ?? trade.attempts.at(-1)?.signature ?? '';
  const attempt = trade.attempts.find((known) => known.signature === signature);
  if (attempt === undefined) {
    const known = trade.attempts.map((made) => made.signature);
    return fault('RESOLVE__SIGNATURE_MISMATCH', { key: trade.key, signature, known });
  }
  const resolution: RecordedResolution = { ...given, signature };
  const asked = log.current(tradeId);
  const notNow = await stateFault(tools, asked, signature);
  if (notNow !== undefined) return notNow;
  const mismatch = await chainFault(parts, asked, resolution);
  if (mismatch !== undefined) return mismatch;
  const fill = resolution.as === 'landed' ? await readFill(parts, trade, attempt) : undefined;
  // Asked again in the turn of the record: it was followed all the while.
  const movedOn =
    changeFault(asked, log.current(tradeId)) ?? refusalOf(log.current(tradeId), signature);
  if (movedOn !== undefined) return movedOn;
  return record(tools, { tradeId, resolution, fill });
}

/**
 * Ends a trade whose remote signer may have signed and that nobody can prove dead. There is no
 * signature to look up, so nobody can hold it for landed: one on chain is found and followed.
 */
async function resolvePrepared(
  tools: ResolveTools,
  { tradeId }: TradeRecord,
  asked: { readonly prepared: PreparedRecord; readonly given: GivenResolution },
): Promise<TradeRecord | Fault> {
  const { log, parts } = tools;
  const { given, prepared } = asked;
  const { as, reason, by } = given;
  const signature = preparedName(prepared);
  const trade = log.current(tradeId);
  if (given.signature !== undefined && given.signature !== signature) {
    const { key } = trade;
    return fault('RESOLVE__SIGNATURE_MISMATCH', {
      key,
      signature: given.signature,
      known: [signature],
    });
  }
  const missing = missingField(trade, { ...given, signature });
  if (missing !== undefined) return fault('RESOLVE__VALUE_MISSING', { field: missing });
  if (as === 'landed') return notAllowed(trade, 'no signature of it is known');
  const notNow = await openFault(parts, trade, prepared);
  if (notNow !== undefined) return notNow;
  const resolution: RecordedResolution = { as, signature, reason, by };
  const now = log.current(tradeId);
  const movedOn = changeFault(trade, now);
  if (movedOn !== undefined) return movedOn;
  return record(tools, { tradeId, resolution, fill: undefined });
}

/** What a person calls an attempt by that has no signature. */
function preparedName({ number }: PreparedRecord): string {
  return `prepared-${number}`;
}

function missingField(trade: TradeRecord, given: GivenResolution): string | undefined {
  if (given.reason.trim() === '') return 'a reason';
  if (given.by.trim() === '') return 'the name of who decides';
  const isAmbiguous = given.signature === undefined && trade.attempts.length > 1;
  return isAmbiguous ? 'the signature that is meant' : undefined;
}

/** Whether the trade is another than the one that the chain was asked about. */
function changeFault(asked: TradeRecord, now: TradeRecord): Fault | undefined {
  const isSame = asked.status === now.status && asked.attempts.length === now.attempts.length;
  return isSame ? undefined : notAllowed(now, `it was ${asked.status} when the chain was asked`);
}

/** Nothing is decided about a trade that has ended, nor about any but the signature on its way. */
function refusalOf(trade: TradeRecord, signature: string): Fault | undefined {
  const { status } = trade;
  if (status === 'conflicted') return undefined;
  const live = isTerminal(status) ? undefined : liveAttempt(trade);
  if (live === undefined) return notAllowed(trade, 'nothing of it is on its way');
  if (live.signature === signature) return undefined;
  return notAllowed(trade, `what is on its way is ${live.signature}, not ${signature}`);
}

function notAllowed({ key, status }: TradeRecord, reason: string): Fault {
  return fault('RESOLVE__STATE_NOT_ALLOWED', { key, status, reason });
}

/** Only what evidence cannot end is decided by hand. */
async function stateFault(
  { parts }: ResolveTools,
  trade: TradeRecord,
  signature: string,
): Promise<Fault | undefined> {
  const refusal = refusalOf(trade, signature);
  if (refusal !== undefined) return refusal;
  const attempt = trade.status === 'conflicted' ? undefined : liveAttempt(trade);
  return attempt === undefined ? undefined : openFault(parts, trade, attempt);
}

/** Evidence decides as long as it can. */
async function openFault(
  parts: ExecutorParts | undefined,
  trade: TradeRecord,
  { deathHeight, unprovable }: Pick<AttemptRecord, 'deathHeight' | 'unprovable'>,
): Promise<Fault | undefined> {
  if (unprovable !== undefined) return undefined;
  const open = `it can still land or be proven dead until block height ${deathHeight} is final`;
  if (parts === undefined) return notAllowed(trade, open);
  const finalized = await parts.pool.ask('getBlockHeight', async (node) => node.finalized());
  if (isFault(finalized)) return finalized;
  return finalized.blockHeight > BigInt(deathHeight) ? undefined : notAllowed(trade, open);
}

/** What a node shows that the decision would deny: who holds a trade for dead denies each landing. */
async function chainFault(
  parts: ExecutorParts | undefined,
  { attempts }: TradeRecord,
  { as, signature: meant }: RecordedResolution,
): Promise<Fault | undefined> {
  if (parts === undefined || as === 'accepted') return undefined;
  const signatures = attempts
    .filter(
      ({ signature, status }) => signature === meant || (as === 'dead' && status !== 'reverted'),
    )
    .map(({ signature }) => signature);
  const readings = await Promise.allSettled(
    parts.pool.nodes.map(async (node) => ({
      witness: node.label,
      statuses: (await node.signatureStatuses(signatures, { searchHistory: true })).statuses,
    })),
  );
  for (const reading of readings) {
    if (reading.status === 'rejected') continue;
    const { witness, statuses } = reading.value;
    for (const [index, signature] of signatures.entries()) {
      const seen = contradiction(as, statuses[index] ?? null);
      if (seen !== undefined) {
        return fault('RESOLVE__CHAIN_MISMATCH', { signature, as, seen, witness });
      }
    }
  }
  return undefined;
}

function contradiction(as: 'landed' | 'dead', status: SignatureStatus | null): string | undefined {
  if (status === null || status.commitment === 'processed') return undefined;
  const { slot, error } = status;
  if (as === 'dead') return error === null ? `as run in slot ${slot}` : undefined;
  return error === null ? undefined : `as failed in slot ${slot} with ${error}`;
}

/** Figures of the landing, where a node still has the transaction and they add up. */
async function readFill(
  parts: ExecutorParts | undefined,
  trade: TradeRecord,
  attempt: AttemptRecord,
): Promise<Fill | undefined> {
  if (parts === undefined) return undefined;
  const transaction = await parts.pool.ask('getTransaction', async (node) => {
    const found = await node.transaction(attempt.signature, 'finalized');
    if (found === null) throw new Error(`it does not serve ${attempt.signature}`);
    return found;
  });
  if (isFault(transaction) || transaction.error !== null) return undefined;
  const context = { side: trade.request.side, wallet: trade.wallet };
  const computation = parts.rules.computeFill(transaction, attempt, context);
  return computation.kind === 'fill' ? computation.fill : undefined;
}

interface Decision {
  readonly tradeId: string;
  readonly resolution: RecordedResolution;
  readonly fill: Fill | undefined;
}

async function record(
  { log, parts, conflicts }: ResolveTools,
  { tradeId, resolution, fill }: Decision,
): Promise<TradeRecord> {
  const trade = log.current(tradeId);
  const { as, signature, reason, by } = resolution;
  const resolved = log.record(tradeId, {
    name: 'TradeResolved',
    as,
    signature,
    reason,
    by,
    ...(fill === undefined ? {} : { fill }),
    result: resolvedResult(trade, resolution, fill),
  });
  await log.durable();
  if (parts === undefined) return resolved;
  parts.ledger.release(tradeId);
  parts.hold.lift('RISK__CONFLICT_UNRESOLVED');
  const [other] = conflicts();
  if (other !== undefined) parts.hold.set(conflictHold(other));
  const message = `${by} resolved the trade as ${as}: ${reason}`;
  parts.telemetry.event('warn', 'execution.trade.resolved', { message, key: trade.key });
  return resolved;
}
