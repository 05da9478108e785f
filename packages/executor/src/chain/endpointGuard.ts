import { reasonOf } from '@quantbot/core';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { CallFailure } from './callFailure.ts';
import { createCircuit, type Circuit } from './circuit.ts';
import { createRateBudget, type RateBudget } from './rateBudget.ts';

/** What an endpoint is used for. Each purpose has a budget and a health of its own. */
export type EndpointPurpose = 'reads' | 'sends';

/** How one endpoint does, for telemetry and for people. */
export interface EndpointHealth {
  readonly kind: 'node' | 'block-engine';
  /** Scheme and host. */
  readonly label: string;
  readonly purpose: EndpointPurpose;
  /** `resting`: it failed again and again, or asked to be left alone. */
  readonly state: 'well' | 'resting';
  /** Milliseconds it still rests. */
  readonly restMs: number;
  /** What went wrong last, and how long ago; `undefined` when nothing ever did. */
  readonly lastFailure: { readonly reason: string; readonly ageMs: number } | undefined;
  /** Milliseconds an answer takes, smoothed over the last ten or so; `undefined` before the first. */
  readonly latencyMs: number | undefined;
  readonly perSecondMax: number;
  /** Calls inside the budget now. */
  readonly budgetLeft: number;
  readonly calls: number;
  readonly failures: number;
  /** Times it was its turn and it was left out: over budget, or resting. */
  readonly skips: number;
}

/** Why an endpoint is not called now. */
export interface GuardRefusal {
  readonly reason: 'over budget' | 'resting';
  /** Milliseconds after which it may be different. */
  readonly waitMs: number;
  /** The endpoint asked for the rest, and is there. */
  readonly isAsked?: boolean;
}

/** Budget and health of one endpoint for one purpose. */
export interface EndpointGuard {
  /** Why no call may be made now, `undefined` when one may. */
  refusal(): GuardRefusal | undefined;
  /** Counts a turn in which the endpoint was left out. */
  skip(): void;
  /**
   * Makes a call and learns from how it goes. Does not ask whether it may: a caller that has no
   * other endpoint may overdraw.
   *
   * @param failureOf - What a result or a thrown cause says about the endpoint.
   */
  call<Answer>(work: () => Promise<Answer>, failureOf: FailureOf<Answer>): Promise<Answer>;
  health(): EndpointHealth;
}

/** How a finished call went. */
export interface FailureOf<Answer> {
  readonly answered?: (answer: Answer) => EndpointFailure | undefined;
  readonly thrown: (cause: unknown) => EndpointFailure;
}

/** A failure in the endpoint's eyes and in words. */
export type EndpointFailure = CallFailure & { readonly reason: string };

/** What a guard is made of. */
export interface EndpointGuardOptions {
  readonly kind: EndpointHealth['kind'];
  readonly label: string;
  readonly purpose: EndpointPurpose;
  readonly perSecondMax: number;
  readonly platform: Pick<ExecutorPlatform, 'monotonicMs'>;
  /** Told when an endpoint begins to rest and when it is well again. */
  readonly onChange?: (health: EndpointHealth) => void;
  /** Told of every call that has ended. */
  readonly onCall?: (call: EndedCall) => void;
}

/** How a call of an endpoint went. */
export interface EndedCall extends Pick<EndpointHealth, 'kind' | 'label' | 'purpose'> {
  /** `answered`: it understood the call and said no. */
  readonly outcome: 'ok' | CallFailure['kind'];
  readonly tookMs: number;
  /** Share of the calls a second that is used up. */
  readonly budgetUsed: number;
}

/** Share of the newest answer in the smoothed latency. */
const LATENCY_SHARE = 0.2;

/** Rest after a limit that names no time, milliseconds. */
const THROTTLE_REST_MS = 1_000;

/** Makes the guard of one endpoint. */
export function createEndpointGuard(options: EndpointGuardOptions): EndpointGuard {
  const { perSecondMax, platform } = options;
  const budget = createRateBudget(platform, perSecondMax);
  const circuit = createCircuit(platform);
  const record = createRecord(options, budget, circuit);
  const { kind, label, purpose, onCall } = options;
  const tellCall = (outcome: EndedCall['outcome'], startedAtMs: number): void => {
    if (onCall === undefined) return;
    const tookMs = platform.monotonicMs() - startedAtMs;
    const budgetUsed = 1 - budget.left() / perSecondMax;
    onCall({ kind, label, purpose, outcome, tookMs, budgetUsed });
  };
  const learn = (failure: EndpointFailure): void => {
    record.failed(failure.reason);
    if (failure.kind === 'throttled') circuit.rest(failure.retryAfterMs ?? THROTTLE_REST_MS);
    if (failure.kind === 'failed') circuit.fail();
    // A limit and a refusal are answers: the endpoint is there.
    else circuit.succeed();
    record.tellChange();
  };
  return {
    health: record.health,
    skip: record.skipped,
    refusal: () => {
      const restMs = circuit.waitMs();
      const isAsked = circuit.askedWaitMs() > 0;
      if (restMs > 0) return { reason: 'resting', waitMs: restMs, ...(isAsked && { isAsked }) };
      const waitMs = budget.waitMs();
      return waitMs > 0 ? { reason: 'over budget', waitMs } : undefined;
    },
    call: async (work, { answered, thrown }) => {
      record.called();
      budget.spend();
      circuit.begin();
      const startedAtMs = platform.monotonicMs();
      try {
        const answer = await work();
        const failure = answered?.(answer);
        if (failure !== undefined) {
          learn(failure);
          tellCall(failure.kind, startedAtMs);
          return answer;
        }
        record.answered(platform.monotonicMs() - startedAtMs);
        circuit.succeed();
        record.tellChange();
        tellCall('ok', startedAtMs);
        return answer;
      } catch (cause) {
        const failure = thrown(cause);
        learn(failure);
        tellCall(failure.kind, startedAtMs);
        throw cause;
      }
    },
  };
}

/** Remembers how an endpoint did, and tells when it begins to rest and when it is well again. */
function createRecord(options: EndpointGuardOptions, budget: RateBudget, circuit: Circuit) {
  const { kind, label, purpose, perSecondMax, platform, onChange } = options;
  const counts = { calls: 0, failures: 0, skips: 0 };
  let latencyMs: number | undefined;
  let last: { readonly reason: string; readonly atMs: number } | undefined;
  let wasResting = false;
  const health = (): EndpointHealth => {
    const restMs = circuit.waitMs();
    const ageMs = last === undefined ? 0 : platform.monotonicMs() - last.atMs;
    return {
      kind,
      label,
      purpose,
      state: restMs > 0 ? 'resting' : 'well',
      restMs,
      lastFailure: last === undefined ? undefined : { reason: last.reason, ageMs },
      latencyMs,
      perSecondMax,
      budgetLeft: budget.left(),
      ...counts,
    };
  };
  return {
    health,
    called: (): void => {
      counts.calls += 1;
    },
    skipped: (): void => {
      counts.skips += 1;
    },
    failed: (reason: string): void => {
      counts.failures += 1;
      last = { reason, atMs: platform.monotonicMs() };
    },
    answered: (tookMs: number): void => {
      const before = latencyMs ?? tookMs;
      latencyMs = before + (tookMs - before) * LATENCY_SHARE;
    },
    tellChange: (): void => {
      const isResting = circuit.waitMs() > 0;
      if (isResting === wasResting) return;
      wasResting = isResting;
      onChange?.(health());
    },
  };
}

/** A failure with the words of its cause. */
export function withReason(failure: CallFailure, cause: unknown): EndpointFailure {
  return { ...failure, reason: reasonOf(cause) };
}
