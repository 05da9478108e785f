import {
  differingField,
  fault,
  fingerprintRequest,
  fingerprintText,
  type AnyExecutionRequest,
  type Fault,
  type RequestFingerprint,
  type TradeSide,
} from '@quantbot/core';

import { routeRequest, type RouteDecision, type RouteQuestion } from './routeRequest.ts';
import type { RolloutStage } from './rolloutStage.ts';

/** How far a request may have come. */
export const ROUTE_STATES = ['decided', 'taken', 'free'] as const;

/**
 * How far a request has come. `decided`: written down before the adapter was called; nobody knows
 * whether it was. `taken`: the adapter's answer was one that its key now stands for. `free`: nothing
 * happened and the key may be used again.
 */
export type RouteState = (typeof ROUTE_STATES)[number];

/** A route as it was decided and written down. */
export interface RouteRecord extends RouteDecision {
  /** Key of the request, or its fingerprint where it has none. */
  readonly name: string;
  readonly fingerprint: RequestFingerprint;
  readonly token: string;
  readonly side: TradeSide;
  readonly stage: RolloutStage;
  readonly state: RouteState;
  /** Whether it was decided in dry-run: nothing real can have come of it. */
  readonly isDry: boolean;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly decidedAtMs: number;
  /** When it was last decided about or answered. */
  readonly touchedAtMs: number;
}

/** Name that a route is kept under: the key of its request, or its fingerprint where it has none. */
export function routeNameOf(request: AnyExecutionRequest): string {
  const { idempotencyKey: key } = request;
  return key === undefined
    ? `keyless ${fingerprintText(fingerprintRequest(request))}`
    : `key ${key}`;
}

/** What is asked about a request that may have been decided about before. */
export interface StickyQuestion extends RouteQuestion {
  readonly record: RouteRecord | undefined;
  /** Whether this process signs nothing. */
  readonly dryRun: boolean;
  readonly fingerprint: RequestFingerprint;
  readonly nowMs: number;
  /** Milliseconds within which an equal request without a key is the same one. */
  readonly derivedKeyWindowMs: number;
}

/** What becomes of a request: its old route, a new one, or a refusal. */
export type StickyRoute =
  | { readonly kind: 'kept'; readonly record: RouteRecord }
  | { readonly kind: 'new'; readonly decision: RouteDecision }
  | { readonly kind: 'refused'; readonly refusal: Fault };

/**
 * Keeps the route of a request that was decided about before, and decides about every other. A key
 * keeps its route for ever once it stands for an answer, or while nobody knows whether it does. One
 * that is free, or was only rehearsed and may now be signed for, is decided about anew: to stay with
 * the real side it would have to trade there, whatever the stage is by now. A request without one keeps it as long as its adapter would recognise it,
 * unless it is a sell of what the real side holds: that goes to the real adapter always. Pure.
 */
export function stickyRoute(question: StickyQuestion): StickyRoute {
  const { record, request, fingerprint } = question;
  if (record === undefined) return { kind: 'new', decision: routeRequest(question) };
  if (request.idempotencyKey === undefined) {
    return isStillMeant(record, question)
      ? { kind: 'kept', record }
      : { kind: 'new', decision: routeRequest(question) };
  }
  if (record.state === 'free' || isRehearsed(record, question)) {
    return { kind: 'new', decision: routeRequest(question) };
  }
  const field = differingField(record.fingerprint, fingerprint);
  if (field === undefined) return { kind: 'kept', record };
  const refusal = fault('IDEMPOTENCY__REQUEST_MISMATCH', {
    key: request.idempotencyKey,
    field,
    stored: record.fingerprint[field],
    requested: fingerprint[field],
  });
  return { kind: 'refused', refusal };
}

/** The real side keeps rehearsals apart from trades: in live it would trade under the same key. */
function isRehearsed({ route, isDry }: RouteRecord, { dryRun }: StickyQuestion): boolean {
  return route === 'real' && isDry && !dryRun;
}

function isStillMeant(record: RouteRecord, question: StickyQuestion): boolean {
  const { request, holdsPosition, nowMs, derivedKeyWindowMs, isKnownToReal } = question;
  if (request.side === 'sell' && holdsPosition && record.route !== 'real') return false;
  if (isRehearsed(record, question)) return false;
  // The real journal is the better memory; the record only covers what never reached it.
  if (record.route === 'real' && record.state !== 'decided') return isKnownToReal;
  return nowMs - record.touchedAtMs < derivedKeyWindowMs;
}
