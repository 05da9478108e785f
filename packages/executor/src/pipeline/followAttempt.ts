import { confirmAttempt, type AttemptOutcome } from '../confirm/confirmAttempt.ts';
import type { AttemptRecord } from '../journal/tradeRecord.ts';
import { startSubmission } from '../submit/startSubmission.ts';
import { bookFill, finalizeFill } from './bookFill.ts';
import type { ExecutorParts } from './executorParts.ts';
import { laterSlot } from './laterSlot.ts';
import { moveWatermark } from './moveWatermark.ts';
import { observeLateLandings } from './observeLateLandings.ts';
import { outlayOf } from './outlayOf.ts';
import { settleExpiry, settleRevert } from './settleDeath.ts';

/**
 * Everything after the point of no return: the same bytes go out until the chain has decided.
 *
 * @returns when another attempt, or another trade of the same token, may begin: this attempt is
 * proven dead, the trade has ended, or its success is answered and only its finality is awaited, in
 * the background.
 */
export async function followAttempt(
  parts: ExecutorParts,
  tradeId: string,
  attempt: AttemptRecord,
): Promise<void> {
  return follow(parts, tradeId, { attempt, sendsAtOnce: true });
}

/**
 * What a restart does for every attempt that it finds open: the chain is looked at before the bytes
 * go out again, and they do not where they can land no more.
 */
export async function followFoundAttempt(
  parts: ExecutorParts,
  tradeId: string,
  attempt: AttemptRecord,
): Promise<void> {
  return follow(parts, tradeId, { attempt, sendsAtOnce: false });
}

interface Followed {
  readonly attempt: AttemptRecord;
  /** False when the chain has to be looked at before anything is sent. */
  readonly sendsAtOnce: boolean;
}

async function follow(parts: ExecutorParts, tradeId: string, followed: Followed): Promise<void> {
  const { background } = parts;
  const { attempt } = followed;
  while (isOnItsWay(parts, tradeId) && !isAnswered(parts, tradeId)) {
    await followOn(parts, tradeId, followed);
  }
  const { status } = parts.log.current(tradeId);
  // A further attempt reserves anew, and needs the same lamports.
  if (status === 'admitted') return;
  if (!isOnItsWay(parts, tradeId)) return endFollowing(parts, tradeId);
  background.run(`waiting for the finality of ${attempt.signature}`, async () => {
    while (isOnItsWay(parts, tradeId)) await followOn(parts, tradeId, followed);
    await endFollowing(parts, tradeId);
  });
}

/** What the trade took is taken, and every balance that is read from now on has to show it. */
async function endFollowing(parts: ExecutorParts, tradeId: string): Promise<void> {
  const { ledger, watermark, log } = parts;
  const { fill, status } = log.current(tradeId);
  if (status === 'filled' && fill !== undefined) {
    const slot = BigInt(fill.slot);
    watermark.slot = laterSlot(watermark.slot, slot);
    ledger.settle(tradeId, slot);
  } else {
    ledger.release(tradeId);
  }
  return lookBack(parts, tradeId);
}

/** A trade that took more than one signature has ended: none of the others may have run. */
async function lookBack(parts: ExecutorParts, tradeId: string): Promise<void> {
  const trade = parts.log.current(tradeId);
  if (trade.attempts.length > 1) await observeLateLandings(parts, [trade]);
}

function isOnItsWay(parts: ExecutorParts, tradeId: string): boolean {
  const { status } = parts.log.current(tradeId);
  return status === 'executing' || status === 'settling';
}

/** Whether the caller was told of a success: then the trade signs no more, whatever happens. */
function isAnswered(parts: ExecutorParts, tradeId: string): boolean {
  return parts.log.current(tradeId).successAnswered === true;
}

/** Follows from the state that the trade is in to the next. */
async function followOn(parts: ExecutorParts, tradeId: string, followed: Followed): Promise<void> {
  const { attempt } = followed;
  const { status, fill, key } = parts.log.current(tradeId);
  if (status === 'executing') return awaitConfirmation(parts, tradeId, followed);
  if (fill === undefined) {
    await parts.telemetry.stageAsync(key, 'fill', async () => bookFill(parts, tradeId, attempt));
    const now = parts.log.current(tradeId);
    if (now.status !== 'settling' || now.fill !== undefined) return;
  }
  return awaitFinality(parts, tradeId, attempt);
}

/** Sends the bytes until they are confirmed or proven dead. */
async function awaitConfirmation(
  parts: ExecutorParts,
  tradeId: string,
  { attempt, sendsAtOnce }: Followed,
): Promise<void> {
  const { telemetry, log } = parts;
  const { key } = log.current(tradeId);
  const { signature } = attempt;
  let submission = sendsAtOnce ? startSubmission(parts, tradeId, attempt) : undefined;
  const outcome = await telemetry
    .stageAsync(key, 'confirm', async () =>
      confirmAttempt(parts, {
        tradeId,
        attempt,
        goal: 'confirmed',
        onSlot: (slot) => {
          if (mayStillLand(attempt, slot)) {
            submission ??= startSubmission(parts, tradeId, attempt);
          }
          const supported = parts.statuses.slots.supported();
          if (supported !== undefined) submission?.observe(supported);
        },
        onConfirmed: (landing) => {
          parts.ledger.tellLanding(tradeId, landing);
        },
        onUnprovable: (reason) => {
          recordUnprovable(parts, tradeId, { signature, reason });
        },
      }),
    )
    .finally(() => {
      submission?.stop();
    });
  const landing = await settleUnlessLanded(parts, tradeId, { attempt, outcome });
  if (landing === undefined) return;
  const { slot, witness } = landing;
  moveWatermark(parts, landing);
  log.record(tradeId, { name: 'AttemptConfirmed', signature, slot: String(slot), witness });
}

/**
 * Slots after signing within which bytes are sent. A blockhash lives 150 blocks; even where two
 * slots in five are skipped, those are over by then.
 */
const SENT_SLOTS_MAX = 256n;

/** Whether sending has any use: no evidence of a death, which only the proof is. */
function mayStillLand({ signedAtSlot }: AttemptRecord, slot: bigint): boolean {
  return slot - BigInt(signedAtSlot) <= SENT_SLOTS_MAX;
}

/** Waits until the landing is final; one that is rolled back is sent again. */
async function awaitFinality(
  parts: ExecutorParts,
  tradeId: string,
  attempt: AttemptRecord,
): Promise<void> {
  const { signature } = attempt;
  const outcome = await confirmAttempt(parts, {
    tradeId,
    attempt,
    goal: 'finalized',
    onSlot: () => {},
    onConfirmed: (landing) => {
      parts.ledger.tellLanding(tradeId, landing);
    },
    onUnprovable: (reason) => {
      recordUnprovable(parts, tradeId, { signature, reason });
    },
  });
  if ((await settleUnlessLanded(parts, tradeId, { attempt, outcome })) === undefined) return;
  const { key } = parts.log.current(tradeId);
  await parts.telemetry.stageAsync(key, 'settle', async () =>
    finalizeFill(parts, tradeId, attempt),
  );
}

interface Landing {
  readonly slot: bigint;
  readonly witness: string;
}

/**
 * Writes down how an attempt ended that is not known to have landed.
 *
 * @returns where the attempt ran, `undefined` when it did not.
 */
async function settleUnlessLanded(
  parts: ExecutorParts,
  tradeId: string,
  end: { readonly attempt: AttemptRecord; readonly outcome: AttemptOutcome },
): Promise<Landing | undefined> {
  const { attempt, outcome } = end;
  switch (outcome.kind) {
    case 'confirmed':
      return outcome;
    case 'reverted':
      return (await settleRevert(parts, tradeId, { attempt, outcome })) ? undefined : outcome;
    case 'expired':
      settleExpiry(parts, tradeId, { attempt, outcome });
      return undefined;
    case 'rolled-back':
      recordRollback(parts, tradeId, attempt);
      return undefined;
    case 'ended':
      parts.ledger.release(tradeId);
      return undefined;
    default:
      return outcome satisfies never;
  }
}

/**
 * The landing is gone and may come back: the answer is taken back, the bytes go out again, and what
 * they may take is reserved again.
 */
function recordRollback(parts: ExecutorParts, tradeId: string, attempt: AttemptRecord): void {
  const { signature } = attempt;
  const trade = parts.log.record(tradeId, { name: 'AttemptRolledBack', signature });
  const { key } = trade;
  parts.ledger.reserve(tradeId, outlayOf(trade, attempt));
  const message = `the confirmation of ${signature} was lost; its bytes are sent again`;
  parts.telemetry.event('error', 'execution.attempt.rolled_back', { message, key });
}

/** Once for each attempt: nobody is left to prove its death, so a person has to look. */
function recordUnprovable(
  parts: ExecutorParts,
  tradeId: string,
  { signature, reason }: { readonly signature: string; readonly reason: string },
): void {
  const { attempts, key } = parts.log.current(tradeId);
  const known = attempts.find((attempt) => attempt.signature === signature);
  if (known?.unprovable !== undefined) return;
  parts.log.record(tradeId, { name: 'ExpiryUnprovable', signature, reason });
  const message = `the death of ${signature} cannot be proven: ${reason}`;
  parts.telemetry.event('error', 'execution.attempt.unprovable', { message, key });
}
