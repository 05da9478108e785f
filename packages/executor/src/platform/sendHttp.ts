import type { HttpRequest, HttpResponse } from './executorPlatform.ts';

const BODY_CHARACTERS_MAX = 8_388_608;

/** One HTTP exchange over the runtime's own client, which keeps connections open between calls. */
export async function sendHttp(request: HttpRequest): Promise<HttpResponse> {
  const timeout = AbortSignal.timeout(request.timeoutMs);
  const signal =
    request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
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
