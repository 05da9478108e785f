import { timeout, TimeoutStrategy } from 'cockatiel';

import type { HttpRequest, HttpResponse } from './executorPlatform.ts';

const BODY_CHARACTERS_MAX = 8_388_608;

/** Not aborted after an answer: that would make an error and its stack for every call that went well. */
const GIVING_UP = { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false } as const;

/**
 * One HTTP exchange over the runtime's own client, which keeps connections open between calls. The
 * time that it has covers all of it, up to the last byte of the answer.
 */
export async function sendHttp(request: HttpRequest): Promise<HttpResponse> {
  const limit = timeout(request.timeoutMs, GIVING_UP).dangerouslyUnref();
  try {
    return await limit.execute(async ({ signal }) => exchange(request, signal), request.signal);
  } catch (cause) {
    // The library calls every end before the answer a timeout; who gave up himself is told his reason.
    request.signal?.throwIfAborted();
    throw cause;
  }
}

async function exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
  const response = await fetch(request.url, {
    method: request.method,
    headers: request.headers ?? {},
    body: request.body ?? null,
    redirect: 'error',
    signal,
  });
  const body = await response.text();
  if (body.length > BODY_CHARACTERS_MAX) throw new Error(`answer of ${body.length} characters`);
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}
