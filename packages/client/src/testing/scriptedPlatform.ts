import type { ClientPlatform } from '../platform/clientPlatform.ts';

/** A request as a scripted server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  /** Virtual time of its arrival. */
  readonly atMs: number;
  /** Milliseconds that the client gives it. */
  readonly timeoutMs: number;
}

/** Answers one request, or throws what `fetch` would. */
export type ScriptedAnswer = (request: SeenRequest) => Response | Promise<Response>;

/** Dates that a scripted server names, in the virtual time. */
const DATES: Readonly<Record<string, number>> = { 'Thu, 01 Jan 1970 00:00:20 GMT': 20_000 };

/** A platform of virtual time whose server answers by script, one answer a request. */
export function scriptedPlatform(answers: readonly ScriptedAnswer[]) {
  const seen: SeenRequest[] = [];
  let nowMs = 1_000;
  let ids = 0;
  let timeoutMs = 0;
  const platform: ClientPlatform = {
    fetch: async (url, init) => {
      const headers = new Headers(init.headers);
      const request: SeenRequest = {
        method: init.method ?? 'GET',
        path: new URL(url).pathname + new URL(url).search,
        key: headers.get('idempotency-key') ?? undefined,
        headers,
        body: JSON.parse(typeof init.body === 'string' ? init.body : '{}') as SeenRequest['body'],
        atMs: nowMs,
        timeoutMs,
      };
      const answer = answers[seen.length];
      seen.push(request);
      if (answer === undefined) throw new Error(`no answer for request ${seen.length}`);
      return answer(request);
    },
    monotonicMs: () => nowMs,
    untilDateMs: (date) => (DATES[date] ?? Number.NaN) - nowMs,
    delay: async (milliseconds) => {
      nowMs += milliseconds;
    },
    abortAfter: (milliseconds) => {
      timeoutMs = milliseconds;
      return { signal: new AbortController().signal, release: () => undefined };
    },
    uniqueId: () => `made-${(ids += 1)}`,
    random: () => 0.5,
  };
  return {
    platform,
    seen,
    pass: (milliseconds: number): void => {
      nowMs += milliseconds;
    },
  };
}

/** An answer in JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}) {
  return (): Response => Response.json(body, { status, headers });
}

/** An exchange that breaks with this code, as undici reports it. */
export function broken(code: string): ScriptedAnswer {
  return () => {
    const syscall = code === 'ECONNREFUSED' ? 'connect' : 'read';
    const cause = Object.assign(new Error(code), { code, syscall });
    throw new TypeError('fetch failed', { cause });
  };
}
