import { getBase64Encoder } from '@solana/kit';
import { reasonOf, type LanePolicy } from '@quantbot/core';

import type { AttemptRecord } from '../journal/tradeRecord.ts';
import type { LaneEndpoint } from '../lanes/lane.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';
import {
  createSendSchedule,
  type BroadcastPlan,
  type EndpointAnswer,
  type FirstRound,
  type LaterEndpoints,
  type SendSchedule,
  type SkippedEndpoint,
  type Submission,
} from './sendSchedule.ts';

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
  const { first, later } = lanesOf(parts, tradeId, attempt);
  const { telemetry, log } = parts;
  const { key } = log.current(tradeId);
  const { number } = attempt;
  const endStage = telemetry.begin('submit');
  const submission = parts.sends.start({
    tradeId,
    wire: new Uint8Array(getBase64Encoder().encode(attempt.wireBase64)),
    endpoints: first,
    ...(later === undefined ? {} : { later }),
    isRepeat: attempt.status !== 'signed',
    onAnswer: (told) => {
      recordAcknowledgement(parts, { tradeId, attempt }, told);
      const { answer, endpoint } = told;
      const { lane, label } = endpoint;
      telemetry.metric('quantbot_lane_answers_total', 1, {
        lane,
        endpoint: label,
        answer: answer.kind,
      });
      if (answer.kind === 'acknowledged') endStage(key, 'ok', { lane, endpoint: label, number });
      // Words that suggest a landing are a reason to look now, and nothing more.
      if (answer.kind !== 'acknowledged' && answer.hint === 'landed') {
        parts.statuses.poke(attempt.signature);
      }
    },
    onSkip: (skip) => {
      tellSkip(parts, { tradeId, attempt }, skip);
    },
    onFirstRound: (round) => {
      recordDoubt(parts, { tradeId, attempt }, round);
      // Nothing once a lane has acknowledged.
      endStage(key, 'fault', { number });
    },
  });
  return {
    ...submission,
    stop: () => {
      submission.stop();
      // The chain has answered before any lane did.
      endStage(key, 'ok', { number });
    },
  };
}

/** Makes the schedule that all submissions of an executor share. */
export function createSends(
  parts: Pick<
    ExecutorParts,
    'config' | 'lanes' | 'background' | 'telemetry' | 'closing' | 'log' | 'trading'
  >,
): SendSchedule {
  const { config, lanes, background, telemetry, closing, log, trading } = parts;
  const sends = createSendSchedule({
    platform: config.platform,
    endpoints: [...(lanes.jito?.endpoints ?? []), ...lanes.rpc.endpoints],
    repeatIntervalMs: config.repeatIntervalMs,
    closing,
    run: (work) => {
      background.run('sending', work);
    },
    onDefect: ({ tradeId }: BroadcastPlan, cause) => {
      if (closing.aborted) return;
      const message = `sending for trade ${tradeId}: ${reasonOf(cause)}`;
      telemetry.event('error', 'execution.submission.broken', { message, tradeId });
    },
  });
  sends.hold((tradeId) => log.knows(tradeId) && trading.keepsBack(log.current(tradeId)));
  trading.onChange(() => {
    sends.reconsider();
  });
  return sends;
}

interface AllowedLanes {
  readonly first: readonly LaneEndpoint[];
  readonly later?: LaterEndpoints;
}

/** Lanes that may carry the attempt: at once, and after some slots. */
function lanesOf(parts: ExecutorParts, tradeId: string, attempt: AttemptRecord): AllowedLanes {
  const { jito, rpc } = parts.lanes;
  // Without a tip inside no block engine takes the bytes: they were signed for the public lane.
  const hasTip = BigInt(attempt.tipLamports) > 0n;
  const engines = hasTip ? (jito?.endpoints ?? []) : [];
  const nodes = rpc.endpoints;
  const policy: LanePolicy =
    parts.log.current(tradeId).request.lanePolicy ?? parts.config.lanePolicy;
  switch (policy) {
    case 'rpc-only':
      return { first: nodes };
    case 'jito-only':
      return { first: engines };
    case 'race':
      return { first: [...engines, ...nodes] };
    case 'jito-then-rpc':
      return hasTip ? goPublicLater(parts, attempt, { engines, nodes }) : { first: nodes };
    default:
      return policy satisfies never;
  }
}

function goPublicLater(
  parts: ExecutorParts,
  attempt: AttemptRecord,
  lanes: { readonly engines: readonly LaneEndpoint[]; readonly nodes: readonly LaneEndpoint[] },
): AllowedLanes {
  const { publicAfterSlots, publicSlippageBpsMax } = parts.config;
  const { engines: first, nodes: endpoints } = lanes;
  // A slippage that invites others never goes public.
  if (attempt.slippageBps > publicSlippageBpsMax) return { first };
  const fromSlot = BigInt(attempt.signedAtSlot) + BigInt(publicAfterSlots);
  return { first, later: { endpoints, fromSlot, afterMs: publicAfterSlots * SLOT_MS_MAX } };
}

interface SubmittedAttempt {
  readonly tradeId: string;
  readonly attempt: AttemptRecord;
}

/** The landing may be seen before the lane's answer is here: it is written down all the same. */
function recordAcknowledgement(
  parts: ExecutorParts,
  { tradeId, attempt: { signature } }: SubmittedAttempt,
  { endpoint, answer }: EndpointAnswer,
): void {
  if (answer.kind !== 'acknowledged') return;
  const stored = followed(parts, tradeId, signature);
  // The first one is enough: how often and where else the bytes went is not state.
  if (stored === undefined || stored.lane !== undefined) return;
  const { lane, label } = endpoint;
  parts.log.record(tradeId, { name: 'LaneAcknowledged', signature, lane, endpoint: label });
}

/** An endpoint's turn that was missed is no answer and no doubt: the bytes wait there. */
function tellSkip(
  { telemetry, log }: ExecutorParts,
  { tradeId, attempt: { signature } }: SubmittedAttempt,
  { endpoint, reason, kind }: SkippedEndpoint,
): void {
  const { key } = log.knows(tradeId) ? log.current(tradeId) : { key: tradeId };
  const { lane, label } = endpoint;
  telemetry.metric('quantbot_lane_skips_total', 1, { lane, endpoint: label, reason: kind });
  const message = `${signature} waits for its turn at ${nameOf(endpoint)}: ${reason}`;
  telemetry.event('debug', 'execution.lane.skipped', { message, key });
}

/** A first round in which nobody took the bytes for sure, with every reason. */
function recordDoubt(
  parts: ExecutorParts,
  { tradeId, attempt: { signature } }: SubmittedAttempt,
  { answers, skipped }: FirstRound,
): void {
  const { telemetry, log } = parts;
  const stored = followed(parts, tradeId, signature);
  if (stored?.status !== 'signed' || stored.lane !== undefined) return;
  const { key } = log.current(tradeId);
  const left = skipped.map(({ endpoint, reason }) => `${nameOf(endpoint)}: skipped, ${reason}`);
  const given = answers.map(({ endpoint, answer }) =>
    answer.kind === 'acknowledged' ? '' : `${nameOf(endpoint)}: ${answer.kind} ${answer.reason}`,
  );
  const reasons = [...given, ...left];
  log.record(tradeId, { name: 'SubmissionAmbiguous', signature, reasons });
  const message = `no lane acknowledged ${signature}: ${reasons.join('; ')}`;
  telemetry.event('warn', 'execution.submission.ambiguous', { message, key });
}

/** The attempt as it stands, `undefined` once its trade has ended or the adapter closes. */
function followed(
  { log, closing }: ExecutorParts,
  tradeId: string,
  signature: string,
): AttemptRecord | undefined {
  if (closing.aborted || !log.knows(tradeId)) return undefined;
  const { status, attempts } = log.current(tradeId);
  if (status !== 'executing' && status !== 'settling') return undefined;
  return attempts.find((known) => known.signature === signature);
}

function nameOf({ lane, label }: LaneEndpoint): string {
  return `${lane} ${label}`;
}
