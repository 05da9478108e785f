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
  if (outcome.kind !== 'confirmed') {
    await settleEnd(parts, tradeId, { attempt, outcome });
    return;
  }
  const { slot, witness } = outcome;
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
  if (outcome.kind !== 'confirmed') {
    await settleEnd(parts, tradeId, { attempt, outcome });
    return;
  }
  const { key } = parts.log.current(tradeId);
  await parts.telemetry.stageAsync(key, 'settle', async () =>
    finalizeFill(parts, tradeId, attempt),
  );
}

async function settleEnd(
  parts: ExecutorParts,
  tradeId: string,
  end: {
    readonly attempt: AttemptRecord;
    readonly outcome: Exclude<AttemptOutcome, { kind: 'confirmed' }>;
  },
): Promise<void> {
  const { attempt, outcome } = end;
  if (outcome.kind === 'reverted') {
    await settleRevert(parts, tradeId, { attempt, outcome });
  } else {
    settleExpiry(parts, tradeId, { attempt, outcome });
  }
  parts.ledger.release(tradeId);
}

function later(known: bigint | undefined, slot: bigint): bigint {
  return known === undefined || slot > known ? slot : known;
}
