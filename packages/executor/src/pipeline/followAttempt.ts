import { confirmAttempt, type AttemptOutcome } from '../confirm/confirmAttempt.ts';
import type { AttemptRecord } from '../journal/tradeRecord.ts';
import { settleExpiry, settleRevert } from './settleFailure.ts';
import { bookFill, finalizeFill } from './bookFill.ts';
import { startSubmission } from '../submit/startSubmission.ts';
import type { ExecutorParts } from './executorParts.ts';

/**
 * Everything after the point of no return: the same bytes go out until the chain has decided. Also
 * what a restart does for every attempt it finds open.
 *
 * @returns when another trade of the same token may begin: this one ended, or it is confirmed and
 * its finality is awaited in the background.
 */
export async function followAttempt(
  parts: ExecutorParts,
  tradeId: string,
  attempt: AttemptRecord,
): Promise<void> {
  const { telemetry, log } = parts;
  const { key } = log.current(tradeId);
  const { signature } = attempt;
  const submission = startSubmission(parts, tradeId, attempt);
  const onSlot = (slot: bigint): void => {
    submission.observe(slot);
  };
  const outcome = await telemetry
    .stageAsync(key, 'confirm', async () =>
      confirmAttempt(parts, { tradeId, attempt, goal: 'confirmed', onSlot }),
    )
    .finally(() => {
      submission.stop();
    });
  const landing = await settleUnlessLanded(parts, tradeId, { attempt, outcome });
  if (landing === undefined) return;
  const { slot, witness } = landing;
  parts.watermark.slot = later(parts.watermark.slot, slot);
  log.record(tradeId, { name: 'AttemptConfirmed', signature, slot: String(slot), witness });
  await followSettling(parts, tradeId, attempt);
}

/** Books the fill of a confirmed attempt and sees it through to finality in the background. */
export async function followSettling(
  parts: ExecutorParts,
  tradeId: string,
  attempt: AttemptRecord,
): Promise<void> {
  const { log, telemetry, background, ledger } = parts;
  const trade = log.current(tradeId);
  if (trade.fill === undefined) {
    await telemetry.stageAsync(trade.key, 'fill', async () => bookFill(parts, tradeId, attempt));
  }
  ledger.release(tradeId);
  background.run(`waiting for the finality of ${attempt.signature}`, async () =>
    awaitFinality(parts, tradeId, attempt),
  );
}

async function awaitFinality(
  parts: ExecutorParts,
  tradeId: string,
  attempt: AttemptRecord,
): Promise<void> {
  if (parts.log.current(tradeId).status !== 'settling') return;
  const outcome = await confirmAttempt(parts, {
    tradeId,
    attempt,
    goal: 'finalized',
    onSlot: () => {},
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
 * Ends the trade when its attempt has ended without a swap.
 *
 * @returns where the attempt ran, `undefined` when the trade has ended.
 */
async function settleUnlessLanded(
  parts: ExecutorParts,
  tradeId: string,
  end: { readonly attempt: AttemptRecord; readonly outcome: AttemptOutcome },
): Promise<Landing | undefined> {
  const { attempt, outcome } = end;
  if (outcome.kind === 'confirmed') return outcome;
  if (outcome.kind === 'expired') {
    settleExpiry(parts, tradeId, { attempt, outcome });
  } else if (!(await settleRevert(parts, tradeId, { attempt, outcome }))) {
    return outcome;
  }
  parts.ledger.release(tradeId);
  return undefined;
}

function later(known: bigint | undefined, slot: bigint): bigint {
  return known === undefined || slot > known ? slot : known;
}
