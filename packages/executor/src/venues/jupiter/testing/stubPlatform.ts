import type {
  ExecutorPlatform,
  HttpRequest,
  HttpResponse,
} from '../../../platform/executorPlatform.ts';

/** Time on the stub's clock before any call, milliseconds. */
export const STUB_NOW_MS = 123_456;

/** A platform that answers one HTTP call, and throws on a second. */
export interface StubPlatform {
  /** All a venue may use; a simulated machine could not give it more by mistake. */
  readonly platform: Pick<ExecutorPlatform, 'http' | 'monotonicMs'>;
  /** Calls made, in order. */
  readonly requests: readonly HttpRequest[];
}

/**
 * Makes a platform for tests of a venue, which may read the clock and ask once a quote.
 *
 * The clock moves on with each call, so a reading taken after the call is told from one before.
 *
 * @param answer - what the one call answers, or the error it throws
 */
export function createStubPlatform(answer: HttpResponse | Error): StubPlatform {
  const requests: HttpRequest[] = [];
  return {
    requests,
    platform: {
      monotonicMs: () => STUB_NOW_MS + requests.length,
      http(request) {
        requests.push(request);
        if (requests.length > 1) throw new Error('a venue asks once a quote');
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    },
  };
}
