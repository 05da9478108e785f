import {
  ExecutionError,
  fault,
  faultFromError,
  isExecutionError,
  isFault,
  reasonOf,
  type Fault,
} from '@quantbot/core';

import { approveTransaction } from '../approve/approveTransaction.ts';
import { simulateDraft } from '../approve/simulateDraft.ts';
import { buildTransaction } from '../build/buildTransaction.ts';
import {
  attemptsMade,
  liveAttempt,
  openAttempt,
  type AttemptRecord,
  type PreparedRecord,
  type TradeRecord,
} from '../journal/tradeRecord.ts';
import type { FreshBlockhash } from '../facts/chainFacts.ts';
import { rehearsedResult } from '../settle/rehearsedResult.ts';
import { faultyResult } from '../settle/tradeResult.ts';
import { signAttempt } from '../sign/signAttempt.ts';
import type { ApprovedTransaction } from '../transaction/approvedTransaction.ts';
import type { LocalSigner, RemoteSigner } from '../wallet/walletSigner.ts';
import { entryRefusal } from './entryRefusal.ts';
import type { ExecutorParts } from './executorParts.ts';
import { followAttempt } from './followAttempt.ts';
import { judgeTradeAgain } from './judgeTradeAgain.ts';
import { deadlineFault } from './nextStep.ts';
import { followPrepared } from './followPrepared.ts';
import { observeLateLandings } from './observeLateLandings.ts';
import { planAttempt, type TransactionInputs } from './planAttempt.ts';
import { prepareTrade, type PreparedTrade } from './prepareTrade.ts';
import { settleDeadTrade } from './settleDeath.ts';
import { signPolicyOf } from './signPolicyOf.ts';
import { signRemotely } from './signRemotely.ts';

/**
 * Runs a trade to its answer, from wherever its record stands. A defect above the point of no
 * return ends the trade; below it the trade stays open, because only the chain may end it.
 */
export async function executeTrade(parts: ExecutorParts, tradeId: string): Promise<void> {
  try {
    await runAttempts(parts, tradeId);
  } catch (cause) {
    const { status } = parts.log.current(tradeId);
    // Cancelled meanwhile: nothing can land, so nothing more may stay reserved.
    if (status === 'cancelled') release(parts, tradeId);
    if (parts.closing.aborted || status !== 'admitted') throw cause;
    // A halt that only the journal knew of: the signature was not written down and goes nowhere.
    const isHalted = isExecutionError(cause, 'RISK__TRADING_HALTED');
    const defect = fault('INTERNAL__UNEXPECTED', { reason: reasonOf(cause) });
    refuse(parts, tradeId, isHalted ? faultFromError(cause) : defect);
  }
}

/**
 * One attempt after another. An attempt that is on its way is followed first; only the proof that
 * it is dead leads back to `admitted`, and the number of retries bounds how often.
 */
async function runAttempts(parts: ExecutorParts, tradeId: string): Promise<void> {
  do {
    const trade = parts.log.current(tradeId);
    const attempt = openAttempt(trade) ?? (await makeAttempt(parts, tradeId));
    if (attempt === undefined) return;
    if ('signature' in attempt) await followAttempt(parts, tradeId, attempt);
    else await followPrepared(parts, tradeId, attempt);
  } while (parts.log.current(tradeId).status === 'admitted');
}

/**
 * The pipeline, top to bottom. Every exit above the point of no return is a refusal: nothing that
 * was signed can still land. Below it only the chain decides.
 *
 * @returns the signed attempt, durable and not sent yet, or one that a remote signer was asked for
 * and did not bring; `undefined` when the trade has ended.
 */
async function makeAttempt(
  parts: ExecutorParts,
  tradeId: string,
): Promise<AttemptRecord | PreparedRecord | undefined> {
  const { log, telemetry, turnstile } = parts;
  const { key, mode } = log.current(tradeId);
  if (!(await turnstile.run('begin', () => mayBegin(parts, tradeId)))) return undefined;
  if (!(await isItsTurn(parts, tradeId))) return undefined;
  if (!(await areOthersDead(parts, tradeId))) return undefined;

  const refusedAgain = judgeTradeAgain(parts, log.current(tradeId));
  if (refusedAgain !== undefined) return refuse(parts, tradeId, refusedAgain);
  const barred = barredFault(parts, log.current(tradeId));
  if (barred !== undefined) return refuse(parts, tradeId, barred);
  const begunAtMs = parts.config.platform.monotonicMs();
  const prepared = await prepareTrade(parts, log.current(tradeId));
  if (isFault(prepared)) return refuse(parts, tradeId, prepared);
  const { plan, blockhash } = prepared;

  const draft = await turnstile.run('sign', () =>
    telemetry.stage(key, 'build', () => buildTransaction(plan, blockhash)),
  );
  if (isFault(draft)) return refuse(parts, tradeId, draft);
  parts.feeLevels.remember(plan.mint.mint, draft.writableAccounts);

  const policy = signPolicyOf(parts, prepared);
  const sized = await telemetry.stageAsync(key, 'simulate', async () =>
    simulateDraft(parts.pool, {
      messageBytes: draft.messageBytes,
      computeUnitLimitMax: plan.computeUnitLimitMax,
      policy,
    }),
  );
  if (isFault(sized)) return refuse(parts, tradeId, sized);

  const approved = await turnstile.run('sign', () =>
    telemetry.stage(key, 'approve', () => approveTransaction(sized.messageBytes, policy)),
  );
  if (isFault(approved)) return refuse(parts, tradeId, approved);

  parts.preparationTimes.took(parts.config.platform.monotonicMs() - begunAtMs);
  const refusal = refusalToSign(parts, tradeId, prepared);
  if (refusal !== undefined) return refuse(parts, tradeId, refusal);
  const { computeUnitLimit } = sized;
  if (mode === 'dry') return rehearse(parts, tradeId, { prepared, computeUnitLimit });

  requireLive(parts, tradeId);
  if (!parts.messages.claim(tradeId, approved.messageBytes)) {
    return makeOther(parts, tradeId, blockhash);
  }
  log.assertWritable();
  if (!isStillWanted(parts, tradeId)) return undefined;
  const signing = { approved, prepared, computeUnitLimit };
  return parts.signer.kind === 'remote'
    ? askRemoteSigner(parts, tradeId, { signer: parts.signer, ...signing })
    : signWithOwnKey(parts, tradeId, { signer: parts.signer, ...signing });
}

/** What is signed, and who signs it. */
interface Signing<Signer> extends TransactionInputs {
  readonly signer: Signer;
  readonly approved: ApprovedTransaction;
}

/** Signs with a key of this process: a signature that is refused meanwhile has left nobody. */
async function signWithOwnKey(
  parts: ExecutorParts,
  tradeId: string,
  { signer, approved, ...inputs }: Signing<LocalSigner>,
): Promise<AttemptRecord | PreparedRecord | undefined> {
  const { log, telemetry } = parts;
  const { key } = log.current(tradeId);
  const signed = await telemetry.stageAsync(key, 'sign', async () =>
    signAttempt(signer, approved).catch((cause: unknown) => {
      const code = isExecutionError(cause) ? cause.code : 'INTERNAL__UNEXPECTED';
      telemetry.metric('quantbot_signer_errors_total', 1, { kind: 'local', code });
      throw cause;
    }),
  );
  if (!isStillWanted(parts, tradeId)) return undefined;
  // Asked again in the turn of the commit: nothing can come between this and the record.
  const refusal = refusalToSign(parts, tradeId, inputs.prepared);
  if (refusal !== undefined) return refuse(parts, tradeId, refusal);
  // A landing of the token was lost meanwhile: this signature has left nobody, and is forgotten.
  if (log.hasOtherOnItsWay(log.current(tradeId))) return makeAttempt(parts, tradeId);
  // Of one trade for ever, however long ago: what nobody remembers any more is in the journal.
  if (log.hasSignature(signed.signature))
    return makeOther(parts, tradeId, inputs.prepared.blockhash);
  const attempt = planAttempt(log.current(tradeId), { ...inputs, signed });
  await telemetry.stageAsync(key, 'journal', async () => {
    log.record(tradeId, { name: 'AttemptSigned', attempt });
    await log.durable();
  });

  // ══ the point of no return: signature and bytes are durable, and only now may a byte leave ══

  return liveAttempt(log.current(tradeId));
}

/** Asks another to sign: the point of no return comes before he is asked, because he may have signed. */
async function askRemoteSigner(
  parts: ExecutorParts,
  tradeId: string,
  signing: Signing<RemoteSigner>,
): Promise<AttemptRecord | PreparedRecord | undefined> {
  const { log } = parts;
  // A landing of the token was lost meanwhile: its trade goes first, and nobody was asked.
  if (log.hasOtherOnItsWay(log.current(tradeId))) return makeAttempt(parts, tradeId);
  const refusal = (): Fault | undefined => refusalToSign(parts, tradeId, signing.prepared);
  return signRemotely(parts, tradeId, { ...signing, refusal });
}

/** Times that a blockhash is asked for until it is another. */
const OTHER_BLOCKHASH_ASKED_MAX = 16;

/**
 * Makes the attempt anew with another blockhash, where another trade was made of the very same bytes:
 * asked for under another key, at the same price, from the same balances.
 */
async function makeOther(
  parts: ExecutorParts,
  tradeId: string,
  { blockhash }: FreshBlockhash,
): Promise<AttemptRecord | PreparedRecord | undefined> {
  const { chainFacts, config, closing } = parts;
  for (let asked = 1; asked <= OTHER_BLOCKHASH_ASKED_MAX; asked += 1) {
    const other = await chainFacts.blockhash.fresh();
    if (isFault(other)) return refuse(parts, tradeId, other);
    if (other.blockhash !== blockhash) return makeAttempt(parts, tradeId);
    await config.platform.delay(config.pollIntervalMs, closing);
  }
  const reason = `it still gives ${blockhash}, with which another trade of the same bytes was made`;
  const method = 'getLatestBlockhash';
  return refuse(parts, tradeId, fault('RPC__UNAVAILABLE', { endpoint: 'all', method, reason }));
}

/** Whether an attempt may be prepared: the trade still waits for one, and has not used them up. */
function mayBegin(parts: ExecutorParts, tradeId: string): boolean {
  const trade = parts.log.current(tradeId);
  // Cancelled while it stood in line, or ended by a person.
  if (trade.status !== 'admitted') return false;
  if (attemptsMade(trade) > 0) return settleDeadTrade(parts, tradeId);
  // It stood in line for too long: preparing what may not be signed would only delay the others.
  const late = deadlineFault(trade, parts.deadlineClock.nowMs()) ?? nearDeadlineFault(parts, trade);
  if (late !== undefined) refuse(parts, tradeId, late);
  return late === undefined;
}

/**
 * A line that is longer than the deadlines in it would only ever bring trades to their turn that end
 * while they are prepared, and none would be signed. So a buy that has stood for most of its time is
 * turned away where the rest would not do. One that has hardly waited, and every sell, tries.
 */
function nearDeadlineFault(parts: ExecutorParts, trade: TradeRecord): Fault | undefined {
  const { deadlineAtMs, createdAtMs, request } = trade;
  const nowMs = parts.deadlineClock.nowMs();
  const leftMs = deadlineAtMs - nowMs;
  if (request.side === 'sell' || nowMs - createdAtMs < leftMs) return undefined;
  const usualMs = parts.preparationTimes.tooLongFor(leftMs);
  if (usualMs === undefined) return undefined;
  const deadlineMs = deadlineAtMs - createdAtMs;
  return fault('DEADLINE__TOO_NEAR', { deadlineMs, leftMs, usualMs: Math.ceil(usualMs) });
}

/**
 * Waits inside the deadline until no other trade of the token has a signature that may land: one
 * that lost its landing after its success was answered stands in no line.
 */
async function isItsTurn(parts: ExecutorParts, tradeId: string): Promise<boolean> {
  const { log, config, closing } = parts;
  const isWaiting = (): boolean => {
    const trade = log.current(tradeId);
    const { status, mode } = trade;
    return status === 'admitted' && mode === 'live' && log.hasOtherOnItsWay(trade);
  };
  while (isWaiting()) {
    const late = deadlineFault(log.current(tradeId), parts.deadlineClock.nowMs());
    if (late !== undefined) {
      refuse(parts, tradeId, late);
      return false;
    }
    await config.platform.delay(config.pollIntervalMs, closing);
  }
  return isStillWanted(parts, tradeId);
}

/**
 * Looks once more whether anything that is held for dead is on chain, before the trade signs again.
 * If it is, the trade is in conflict, and no further signature is made.
 */
async function areOthersDead(parts: ExecutorParts, tradeId: string): Promise<boolean> {
  const trade = parts.log.current(tradeId);
  if (trade.attempts.length > 0) await observeLateLandings(parts, [trade]);
  return isStillWanted(parts, tradeId);
}

/**
 * Ends a trade that was refused above the point of no return: denied when nothing was ever signed,
 * failed when all that was signed is dead. A trade that has been signed is left to the next process
 * by an adapter that closes: what refuses it then may be that its own calls were cut off.
 */
function refuse(parts: ExecutorParts, tradeId: string, given: Fault): undefined {
  const trade = parts.log.current(tradeId);
  // Where too few are left on our chain, that is why nobody answers.
  const problem = given.code === 'RPC__UNAVAILABLE' ? (parts.strangers.fault() ?? given) : given;
  release(parts, tradeId);
  if (trade.status !== 'admitted') return;
  const { code } = problem;
  if (attemptsMade(trade) === 0) {
    const result = faultyResult(trade, problem, 'denied');
    parts.log.record(tradeId, { name: 'TradeDenied', code, result });
  } else if (code !== 'EXECUTOR__CLOSED' && !parts.closing.aborted) {
    const result = faultyResult(trade, problem, 'failed');
    parts.log.record(tradeId, { name: 'TradeFailed', code, result });
  }
}

function release(parts: ExecutorParts, tradeId: string): void {
  parts.ledger.release(tradeId);
}

/**
 * Wall time, the age of the quote, the trading state, a hold, nodes of another chain and a closing
 * adapter only forbid.
 */
function refusalToSign(
  parts: ExecutorParts,
  tradeId: string,
  { quote }: PreparedTrade,
): Fault | undefined {
  const { platform, quoteAgeMsMax } = parts.config;
  return parts.rules.signRefusal({
    trade: parts.log.current(tradeId),
    nowMs: parts.deadlineClock.nowMs(),
    quoteAgeMs: Math.round(platform.monotonicMs() - quote.askedAtMs),
    quoteAgeMsMax,
    isClosing: parts.closing.aborted,
    held: parts.hold.reason() ?? parts.strangers.fault(),
    barred: barredFault(parts, parts.log.current(tradeId)),
  });
}

/** What forbids a signature by decision: of the trading state, or of a rollout that went back. */
function barredFault({ trading, config }: ExecutorParts, trade: TradeRecord): Fault | undefined {
  return trading.signRefusal(trade) ?? entryRefusal(config, trade);
}

/** The last lock before a signature: no path through the code signs while dry-run is on. */
function requireLive(parts: ExecutorParts, tradeId: string): void {
  if (!parts.config.dryRun) return;
  const detail = `live trade ${tradeId} reached signing in dry-run`;
  throw new ExecutionError('INVARIANT__VIOLATED', { id: 'INV-03', detail });
}

/** False once the trade was cancelled or decided by a person; then nothing stays reserved. */
function isStillWanted(parts: ExecutorParts, tradeId: string): boolean {
  if (parts.log.current(tradeId).status === 'admitted') return true;
  release(parts, tradeId);
  return false;
}

function rehearse(
  parts: ExecutorParts,
  tradeId: string,
  rehearsal: { readonly prepared: PreparedTrade; readonly computeUnitLimit: number },
): undefined {
  release(parts, tradeId);
  const trade = parts.log.current(tradeId);
  if (trade.status !== 'admitted') return;
  const { prepared, computeUnitLimit: limit } = rehearsal;
  const result = rehearsedResult(trade, prepared.plan, { quote: prepared.quote, limit });
  parts.log.record(tradeId, { name: 'TradeRehearsed', result });
}
