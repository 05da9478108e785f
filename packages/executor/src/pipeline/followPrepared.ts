import { getBase58Encoder, getBase64Encoder } from '@solana/kit';

import { searchedMessage } from '../confirm/searchMessage.ts';
import { liveAttempt, livePrepared, type PreparedRecord } from '../journal/tradeRecord.ts';
import { signedTransaction } from '../sign/signAttempt.ts';
import type { ExecutorParts } from './executorParts.ts';
import { followFoundAttempt } from './followAttempt.ts';
import { observeLateLandings } from './observeLateLandings.ts';
import { signedPlan } from './planAttempt.ts';
import { settlePreparedExpiry } from './settleDeath.ts';

/** Milliseconds between two looks for a signature that nobody told us. */
const LOOK_INTERVAL_MS = 5_000;

/**
 * Sees an attempt through that a remote signer may have signed: its message is looked for in the
 * wallet's history until it is proven dead, or turns up there signed and is followed as any other.
 */
export async function followPrepared(
  parts: ExecutorParts,
  tradeId: string,
  prepared: PreparedRecord,
): Promise<void> {
  const { log, config, closing, proofs } = parts;
  const { wallet } = log.current(tradeId);
  const bytes = Uint8Array.from(getBase64Encoder().encode(prepared.messageBase64));
  const message = searchedMessage({ wallet, message: bytes }, config.platform);
  while (isStillPrepared(parts, tradeId)) {
    const signatures = earlierSignatures(parts, tradeId);
    const finding = await proofs.look({ attempt: prepared, signatures, message });
    // A person may have decided while the nodes were asked.
    if (!isStillPrepared(parts, tradeId)) break;
    switch (finding.kind) {
      case 'signed':
        return followSigned(parts, tradeId, { prepared, bytes, signature: finding.signature });
      case 'proven':
        settlePreparedExpiry(parts, tradeId, { prepared, witnesses: finding.witnesses });
        return;
      case 'unprovable':
        recordUnprovable(parts, tradeId, finding.reason);
        break;
      case 'unproven':
      case 'found':
        break;
      default:
        finding satisfies never;
    }
    // An earlier signature that is on chain after all is a conflict, and leaves nothing to prove.
    if (signatures.length > 0) await observeLateLandings(parts, [log.current(tradeId)]);
    await config.platform.delay(LOOK_INTERVAL_MS, closing);
  }
  parts.ledger.release(tradeId);
}

function isStillPrepared({ log }: ExecutorParts, tradeId: string): boolean {
  const trade = log.current(tradeId);
  return trade.status === 'executing' && livePrepared(trade) !== undefined;
}

/** All that must not be found. An attempt that failed finally is on chain by rights. */
function earlierSignatures({ log }: ExecutorParts, tradeId: string): string[] {
  return log
    .current(tradeId)
    .attempts.filter(({ status }) => status !== 'reverted')
    .map(({ signature }) => signature);
}

interface FoundSignature {
  readonly prepared: PreparedRecord;
  /** The message. */
  readonly bytes: Uint8Array;
  readonly signature: string;
}

/** The signer signed and somebody sent it: from now on it is a signature as any other. */
async function followSigned(
  parts: ExecutorParts,
  tradeId: string,
  { prepared, bytes, signature }: FoundSignature,
): Promise<void> {
  const { log, telemetry } = parts;
  const signed = signedTransaction(bytes, Uint8Array.from(getBase58Encoder().encode(signature)));
  const { messageBase64: _message, status: _status, ...known } = prepared;
  const { signerCode: _code, signerReason: _reason, unprovable: _unprovable, ...plan } = known;
  const attempt = signedPlan(plan, signed);
  const trade = log.record(tradeId, { name: 'AttemptSigned', attempt, found: true });
  const { key } = trade;
  const message = `${signature} is on chain, and nobody here was told of it: the signer let it out`;
  telemetry.event('error', 'execution.attempt.leaked', { message, key });
  await log.durable();
  const live = liveAttempt(trade);
  if (live !== undefined) await followFoundAttempt(parts, tradeId, live);
}

/** Once for each attempt: nobody is left to prove its death, so a person has to look. */
function recordUnprovable(
  { log, telemetry }: ExecutorParts,
  tradeId: string,
  reason: string,
): void {
  const trade = log.current(tradeId);
  const prepared = livePrepared(trade);
  if (prepared === undefined || prepared.unprovable !== undefined) return;
  const { number } = prepared;
  log.record(tradeId, { name: 'PreparedUnprovable', number, reason });
  const message = `the death of prepared attempt ${number} cannot be proven: ${reason}`;
  telemetry.event('error', 'execution.attempt.unprovable', { message, key: trade.key });
}
