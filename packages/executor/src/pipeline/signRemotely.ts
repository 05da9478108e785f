import { getBase64Decoder } from '@solana/kit';
import { fault, faultFromError, isExecutionError, isFault, type Fault } from '@quantbot/core';

import type { AttemptPlan } from '../journal/tradeEvents.ts';
import {
  liveAttempt,
  livePrepared,
  type AttemptRecord,
  type PreparedRecord,
} from '../journal/tradeRecord.ts';
import { askSigner } from '../sign/askSigner.ts';
import { approvedBytes, type ApprovedTransaction } from '../transaction/approvedTransaction.ts';
import type { RemoteSigner } from '../wallet/walletSigner.ts';
import type { ExecutorParts } from './executorParts.ts';
import { planTransaction, signedPlan, type TransactionInputs } from './planAttempt.ts';

/** What a remote signer is asked for, and what may forbid to use its answer. */
export interface RemoteSigning extends TransactionInputs {
  readonly signer: RemoteSigner;
  readonly approved: ApprovedTransaction;
  /** Why nothing may be signed now, asked anew each time. */
  readonly refusal: () => Fault | undefined;
}

/**
 * Has an approved message signed by somebody else. The message is durable before he is asked, because
 * from then on nobody can tell whether there is a signature. One that comes in time, is right and is
 * still wanted is made durable and may be sent; in every other case the attempt stays prepared, and
 * only the proof of its death ends it.
 *
 * @returns `undefined` when a person ended the trade meanwhile.
 */
export async function signRemotely(
  parts: ExecutorParts,
  tradeId: string,
  signing: RemoteSigning,
): Promise<AttemptRecord | PreparedRecord | undefined> {
  const { log, telemetry } = parts;
  const { signer, approved } = signing;
  const { key } = log.current(tradeId);
  const messageBase64 = getBase64Decoder().decode(approvedBytes(approved));
  const plan = planTransaction(log.current(tradeId), signing);
  await telemetry.stageAsync(key, 'journal', async () => {
    log.record(tradeId, { name: 'AttemptPrepared', attempt: { ...plan, messageBase64 } });
    await log.durable();
  });

  // ══ the point of no return: from here on somebody may hold a signature ══

  const { config, closing } = parts;
  const { platform } = config;
  const answer =
    reasonAgainst(parts, tradeId, signing) ??
    (await telemetry.stageAsync(key, 'sign', async () =>
      askSigner(signer, approved, { platform, closing }),
    ));
  if (isFault(answer)) countSignerError(parts, answer.code);
  const prepared = livePrepared(log.current(tradeId));
  if (prepared === undefined) return undefined;
  // Asked again in the turn of the commit: nothing can come between this and the record.
  const usable = isFault(answer) ? answer : (reasonAgainst(parts, tradeId, signing) ?? answer);
  if (isFault(usable))
    return leavePrepared(parts, tradeId, { number: plan.number, problem: usable });
  const attempt = signedPlan(plan, usable);
  const halted = await telemetry.stageAsync(key, 'journal', async () => {
    const forbidden = recordUnlessHalted(parts, tradeId, attempt);
    if (forbidden === undefined) await log.durable();
    return forbidden;
  });
  if (halted !== undefined) {
    return leavePrepared(parts, tradeId, { number: plan.number, problem: halted });
  }
  return liveAttempt(log.current(tradeId));
}

/** What forbade the use of an answer, or its asking, is no error of the signer. */
function countSignerError({ telemetry }: ExecutorParts, code: Fault['code']): void {
  if (!code.startsWith('SIGN__') || code === 'SIGN__ABANDONED') return;
  telemetry.metric('quantbot_signer_errors_total', 1, { kind: 'remote', code });
}

/** A halt that only the journal knew of: the signature is not written down and goes nowhere. */
function recordUnlessHalted(
  { log }: ExecutorParts,
  tradeId: string,
  attempt: AttemptPlan,
): Fault | undefined {
  try {
    log.record(tradeId, { name: 'AttemptSigned', attempt });
    return undefined;
  } catch (cause) {
    if (isExecutionError(cause, 'RISK__TRADING_HALTED')) return faultFromError(cause);
    throw cause;
  }
}

/** Why the answer is not used. A signature that is not used is not sent, and cannot be unmade. */
function reasonAgainst(
  { log }: ExecutorParts,
  tradeId: string,
  { refusal }: RemoteSigning,
): Fault | undefined {
  const trade = log.current(tradeId);
  if (trade.cancelRequested) return abandoned('a cancel was asked for');
  if (log.hasOtherOnItsWay(trade)) return abandoned('another trade of the token lost its landing');
  return refusal();
}

function abandoned(reason: string): Fault {
  return fault('SIGN__ABANDONED', { reason });
}

/** A process that closes leaves the attempt to the next as it is. */
function leavePrepared(
  { log, telemetry }: ExecutorParts,
  tradeId: string,
  { number, problem }: { readonly number: number; readonly problem: Fault },
): PreparedRecord | undefined {
  const { code } = problem;
  const reason = problem.message.replace(/\.$/u, '');
  const { key } = log.current(tradeId);
  if (code !== 'EXECUTOR__CLOSED') {
    log.record(tradeId, { name: 'SignerFailed', number, code, reason });
  }
  const message = `attempt ${number} may be signed and is not sent: ${reason}`;
  telemetry.event('error', 'execution.attempt.unsigned', { message, key });
  return livePrepared(log.current(tradeId));
}
