import { readAmount, SOL_DECIMALS, U64_MAX, type AnyExecutionRequest } from '@quantbot/core';

import { canaryBucketOf } from './canaryBucket.ts';
import type { RolloutRules } from './rolloutSettings.ts';
import type { RolloutStage } from './rolloutStage.ts';

/** Where a request may go. */
export const ROUTES = ['stub', 'shadow', 'real'] as const;

/**
 * Where a request goes. `stub`: the stub alone. `shadow`: the stub answers, the real pipeline runs
 * dry beside it. `real`: the real adapter.
 */
export type Route = (typeof ROUTES)[number];

/** Why a request went where it went. */
export type RouteReason =
  /** The real journal knows the request, whatever the stage is. */
  | 'known'
  /** It sells what the real side holds. */
  | 'exit'
  /** The stage sends everything there. */
  | 'stage'
  /** The rollout has stepped down. */
  | 'stepped-down'
  /** Its strategy and token are in the share of the canary, or not. */
  | 'in-share'
  | 'outside-share'
  /** It is larger than a canary may be. */
  | 'above-cap'
  /** In a canary, a sell of what the real side does not hold. */
  | 'nothing-held';

/** A route and why it is that one. */
export interface RouteDecision {
  readonly route: Route;
  readonly reason: RouteReason;
}

/** Everything that a route depends on. */
export interface RouteQuestion {
  /** A valid request. */
  readonly request: AnyExecutionRequest;
  /** Stage that holds now, for this process. */
  readonly stage: RolloutStage;
  readonly isSteppedDown: boolean;
  /** Whether the real journal has the request's key, or would recognise it without one. */
  readonly isKnownToReal: boolean;
  /** Whether the real side holds the token; asked about sells alone. */
  readonly holdsPosition: boolean;
  readonly rules: Pick<RolloutRules, 'canaryShareBps' | 'canaryLamportsMax'>;
}

/** Decides where a request goes that has not been decided about before. Pure. */
export function routeRequest(question: RouteQuestion): RouteDecision {
  const { request, stage, isSteppedDown, isKnownToReal, holdsPosition } = question;
  if (isKnownToReal) return { route: 'real', reason: 'known' };
  // Before the stage is looked at: what was bought really can only be sold really.
  if (request.side === 'sell' && holdsPosition) return { route: 'real', reason: 'exit' };
  if (stage === 'stub') return { route: 'stub', reason: 'stage' };
  if (stage === 'shadow') return { route: 'shadow', reason: 'stage' };
  if (isSteppedDown) return { route: 'shadow', reason: 'stepped-down' };
  if (stage === 'live') return { route: 'real', reason: 'stage' };
  return routeCanary(question);
}

/** Whether the decision can depend on what the real side holds. */
export function needsPosition({
  request,
  stage,
  isSteppedDown,
  isKnownToReal,
}: Omit<RouteQuestion, 'holdsPosition'>): boolean {
  if (request.side !== 'sell' || isKnownToReal) return false;
  return stage !== 'live' || isSteppedDown;
}

function routeCanary({ request, rules }: RouteQuestion): RouteDecision {
  if (request.side === 'sell') return { route: 'shadow', reason: 'nothing-held' };
  if (canaryBucketOf(candidateOf(request)) >= rules.canaryShareBps) {
    return { route: 'shadow', reason: 'outside-share' };
  }
  if (lamportsOf(request) > rules.canaryLamportsMax) {
    return { route: 'shadow', reason: 'above-cap' };
  }
  return { route: 'real', reason: 'in-share' };
}

function candidateOf({ strategyId, tokenAddress }: AnyExecutionRequest) {
  return { strategyId, tokenAddress };
}

/** Lamports of a valid buy. */
function lamportsOf({ amount, amountBaseUnits }: AnyExecutionRequest): bigint {
  if (amountBaseUnits !== undefined) return BigInt(amountBaseUnits);
  const reading = readAmount(amount ?? 0, SOL_DECIMALS);
  // A buy that was not checked is never small.
  return reading.ok ? reading.units : U64_MAX;
}
