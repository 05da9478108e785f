import { ConsecutiveBreaker, ExponentialBackoff, noJitterGenerator } from 'cockatiel';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/**
 * Whether an endpoint is worth a call. When it breaks and how long it then rests is the library's
 * reckoning; what time it is comes from the platform, because the library's own policies read the
 * machine's clock and a simulation could not replay them.
 */
export interface Circuit {
  /** Milliseconds the endpoint still rests; 0 when it may be called. */
  waitMs(): number;
  /** Milliseconds of that for which the endpoint itself asked; 0 when it rests for its failures. */
  askedWaitMs(): number;
  /** A call begins. After a rest it is a probe: no second one goes out before it is answered. */
  begin(): void;
  succeed(): void;
  fail(): void;
  /** Rests because the endpoint asked for it, such as by HTTP 429. */
  rest(milliseconds: number): void;
}

/** Failures in a row after which an endpoint rests. */
const FAILURES_MAX = 5;

/** First rest after breaking, and the longest: an endpoint that is back is used within it. */
const REST_MS_MIN = 250;
const REST_MS_MAX = 5_000;

/** Longest rest that an endpoint can ask for, so that a wrong answer does not lose it for a day. */
const ASKED_REST_MS_MAX = 60_000;

/** Makes the circuit of one endpoint. */
export function createCircuit(platform: Pick<ExecutorPlatform, 'monotonicMs'>): Circuit {
  const breaker = new ConsecutiveBreaker(FAILURES_MAX);
  const rests = new ExponentialBackoff({
    generator: noJitterGenerator,
    initialDelay: REST_MS_MIN,
    maxDelay: REST_MS_MAX,
  });
  let rest: ReturnType<typeof rests.next> | undefined;
  let callableAtMs = -Infinity;
  let askedUntilMs = -Infinity;
  return {
    askedWaitMs: () =>
      callableAtMs > platform.monotonicMs()
        ? 0
        : Math.max(0, askedUntilMs - platform.monotonicMs()),
    waitMs: () => Math.max(0, Math.max(callableAtMs, askedUntilMs) - platform.monotonicMs()),
    begin: () => {
      if (rest !== undefined) callableAtMs = platform.monotonicMs() + rest.duration;
    },
    succeed: () => {
      breaker.success();
      rest = undefined;
      callableAtMs = -Infinity;
    },
    fail: () => {
      if (!breaker.failure()) return;
      rest = rest === undefined ? rests.next() : rest.next(undefined);
      callableAtMs = platform.monotonicMs() + rest.duration;
    },
    rest: (milliseconds) => {
      const untilMs = platform.monotonicMs() + Math.min(milliseconds, ASKED_REST_MS_MAX);
      askedUntilMs = Math.max(askedUntilMs, untilMs);
    },
  };
}
