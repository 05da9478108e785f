import { getBase64Encoder } from '@solana/kit';
import { reasonOf, type LanePolicy } from '@quantbot/core';

import type { AttemptRecord } from '../journal/tradeRecord.ts';
import type { Lane, LaneAnswer } from '../lanes/lane.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';

/** Sends of one attempt, going on in the background. */
export interface Submission {
  /** Tells the newest slot seen, so that the public lane opens when its time has come. */
  observe(slot: bigint): void;
  stop(): void;
}

/** Milliseconds between two rounds of the same bytes. A block engine takes one call a second. */
const REBROADCAST_INTERVAL_MS = 1_000;

/** Longest a slot takes (Solana, before its shortening in 2026): errs towards going public late. */
const SLOT_MS_MAX = 400;

/**
 * Starts sending the bytes of an attempt by the lanes its policy allows, again and again until it
 * is stopped. Only the confirmation stops it, with evidence from the chain.
 */
export function startSubmission(
  parts: ExecutorParts,
  tradeId: string,
  attempt: AttemptRecord,
): Submission {
  const stopping = new AbortController();
  const signal = AbortSignal.any([stopping.signal, parts.closing]);
  const progress: Progress = { slot: undefined, startedAtMs: parts.config.platform.monotonicMs() };
  sendRounds(parts, { tradeId, attempt, signal, progress }).catch((cause: unknown) => {
    const message = `sending ${attempt.signature} stopped: ${reasonOf(cause)}`;
    parts.telemetry.event('error', 'execution.submission.broken', { message, key: tradeId });
  });
  return {
    observe: (slot) => {
      progress.slot = slot;
    },
    stop: () => {
      stopping.abort();
    },
  };
}

interface Progress {
  slot: bigint | undefined;
  readonly startedAtMs: number;
}

interface Rounds {
  readonly tradeId: string;
  readonly attempt: AttemptRecord;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

async function sendRounds(parts: ExecutorParts, rounds: Rounds): Promise<void> {
  const { tradeId, attempt, signal } = rounds;
  const wire = new Uint8Array(getBase64Encoder().encode(attempt.wireBase64));
  let round = 0;
  while (!signal.aborted) {
    const lanes = lanesOf(parts, rounds);
    const answers = await Promise.all(
      lanes.map(async (lane) => ({ lane, answers: await lane.send(wire) })),
    );
    // The landing may be seen before the lane's answer is here: it is written down all the same.
    if (!parts.closing.aborted) recordAnswers(parts, { tradeId, attempt, answers, round });
    round += 1;
    try {
      await parts.config.platform.delay(REBROADCAST_INTERVAL_MS, signal);
    } catch (cause) {
      if (!signal.aborted) throw cause;
    }
  }
}

/** Lanes that may carry the attempt now. */
function lanesOf(parts: ExecutorParts, rounds: Rounds): Lane[] {
  const { jito, rpc } = parts.lanes;
  const { attempt } = rounds;
  const policy = policyOf(parts, rounds.tradeId);
  // Without a tip inside no block engine takes the bytes: they were signed for the public lane.
  const hasTip = BigInt(attempt.tipLamports) > 0n;
  const tipped = hasTip && jito !== undefined ? [jito] : [];
  switch (policy) {
    case 'rpc-only':
      return [rpc];
    case 'jito-only':
      return tipped;
    case 'race':
      return [...tipped, rpc];
    case 'jito-then-rpc':
      return !hasTip || isPublicTime(parts, rounds) ? [...tipped, rpc] : tipped;
    default:
      return policy satisfies never;
  }
}

function policyOf(parts: ExecutorParts, tradeId: string): LanePolicy {
  return parts.log.current(tradeId).request.lanePolicy ?? parts.config.lanePolicy;
}

function isPublicTime(parts: ExecutorParts, { attempt, progress }: Rounds): boolean {
  const { publicAfterSlots, publicSlippageBpsMax, platform } = parts.config;
  if (attempt.slippageBps > publicSlippageBpsMax) return false;
  const elapsedMs = platform.monotonicMs() - progress.startedAtMs;
  const slotsBySlot =
    progress.slot === undefined ? 0 : Number(progress.slot - BigInt(attempt.signedAtSlot));
  return slotsBySlot >= publicAfterSlots || elapsedMs >= publicAfterSlots * SLOT_MS_MAX;
}

interface RoundAnswers {
  readonly tradeId: string;
  readonly attempt: AttemptRecord;
  readonly answers: ReadonlyArray<{ lane: Lane; answers: readonly LaneAnswer[] }>;
  readonly round: number;
}

/** Writes down the first acknowledgement of each lane, or that the first round brought none. */
function recordAnswers(parts: ExecutorParts, { tradeId, attempt, answers, round }: RoundAnswers) {
  const { log, telemetry } = parts;
  const { signature } = attempt;
  const trade = log.current(tradeId);
  if (trade.status !== 'executing' && trade.status !== 'settling') return;
  const flat = answers.flatMap(({ lane, answers: list }) =>
    list.map(({ endpoint, answer }) => ({ lane: lane.name, endpoint, answer })),
  );
  const acknowledged = flat.find(({ answer }) => answer.kind === 'acknowledged');
  const stored = trade.attempts.find((known) => known.signature === signature);
  if (acknowledged !== undefined && stored?.lane === undefined) {
    const { lane, endpoint } = acknowledged;
    log.record(tradeId, { name: 'LaneAcknowledged', signature, lane, endpoint });
  } else if (acknowledged === undefined && round === 0) {
    const reasons = flat.map(({ lane, endpoint, answer }) =>
      answer.kind === 'acknowledged' ? '' : `${lane} ${endpoint}: ${answer.kind} ${answer.reason}`,
    );
    log.record(tradeId, { name: 'SubmissionAmbiguous', signature, reasons });
    const message = `no lane acknowledged ${signature}: ${reasons.join('; ')}`;
    telemetry.event('warn', 'execution.submission.ambiguous', { message, key: trade.key });
  }
}
