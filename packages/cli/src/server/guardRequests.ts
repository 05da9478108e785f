import { fault, isFault, type Fault } from '@quantbot/core';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { hostFault, originFault } from './allowedNames.ts';
import { refuse } from './answerErrors.ts';
import type { ServerApplication, ServerParts } from './serverParts.ts';
import { covers, type Scope, type TokenRecord } from './tokens/tokenRecord.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a token needs for the route. `none` looks at none; `optional` tells more to a good one. */
    scope?: Scope | 'none' | 'optional';
  }
  interface FastifyRequest {
    /** Token of the request, once it was verified. */
    token: TokenRecord | undefined;
  }
}

/** Headers of which a second one could be read by somebody else than the first. */
const SINGLE_HEADERS = [
  'host',
  'origin',
  'authorization',
  'idempotency-key',
  'content-type',
  'content-length',
  'transfer-encoding',
  'last-event-id',
];

const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Lets a request in, or refuses it before its body is read: by whose name it came, whose page asks,
 * whose token it has, and how many came before it. A route that names no scope is not taken up.
 */
export function guardRequests(app: ServerApplication, parts: ServerParts): void {
  app.decorateRequest('token', undefined);
  app.addHook('onRoute', ({ config, method, url }) => {
    if (config?.scope === undefined) throw new TypeError(`${String(method)} ${url} has no scope`);
  });
  const tooMany = limitRate(app, parts);
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id).headers(SAFE_HEADERS);
    const problem = strangerFault(request, parts) ?? tokenFault(request, parts);
    // Whoever is refused is counted as well, by where it comes from.
    const limit = await tooMany(request);
    if (limit !== undefined) void reply.header('retry-after', limit.seconds);
    const refused = limit?.problem ?? problem;
    if (refused !== undefined) return answerEarly(refused, request, reply);
    return undefined;
  });
}

/** Ends the connection as well, so that a body nobody reads is not sent to its end. */
function answerEarly(problem: Fault, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.log.info({ code: problem.code, ip: request.ip }, 'a request was refused');
  const hasBody =
    request.headers['transfer-encoding'] !== undefined ||
    (request.headers['content-length'] ?? '0') !== '0';
  if (hasBody) void reply.header('connection', 'close');
  return refuse(reply, problem);
}

function strangerFault(request: FastifyRequest, { names }: ServerParts): Fault | undefined {
  const { host, origin } = request.headers;
  return (
    repeatedHeader(request.raw.rawHeaders) ??
    targetFault(request.raw.url) ??
    hostFault(host, names) ??
    originFault(origin, host, names)
  );
}

/** The whole-URL form is for proxies, and its host would count for more than the Host header. */
function targetFault(url: string | undefined): Fault | undefined {
  if (url?.startsWith('/') === true) return undefined;
  const problems = ['the target is not a path'];
  return fault('SERVER__REQUEST_MALFORMED', { problems });
}

function repeatedHeader(rawHeaders: readonly string[]): Fault | undefined {
  const seen = new Set<string>();
  for (const [index, text] of rawHeaders.entries()) {
    // Names and values take turns.
    if (index % 2 === 1) continue;
    const header = text.toLowerCase();
    if (seen.has(header) && SINGLE_HEADERS.includes(header)) {
      return fault('SERVER__HEADER_REPEATED', { header });
    }
    seen.add(header);
  }
  return undefined;
}

function tokenFault(request: FastifyRequest, parts: ServerParts): Fault | undefined {
  if (request.is404) return undefined;
  const scope = request.routeOptions.config.scope ?? 'control';
  if (scope === 'none') return undefined;
  const token = sentToken(request, parts);
  if (scope === 'optional') {
    request.token = isFault(token) ? undefined : token;
    return undefined;
  }
  if (isFault(token)) return token;
  request.token = token;
  if (covers(token.scopes, scope)) return undefined;
  const { name, scopes } = token;
  return fault('SERVER__SCOPE_MISSING', { name, scope, scopes });
}

function sentToken(request: FastifyRequest, { tokens, clock }: ServerParts): TokenRecord | Fault {
  const [, text] = /^Bearer +(\S+)$/iu.exec(request.headers.authorization ?? '') ?? [];
  return text === undefined ? fault('SERVER__TOKEN_MISSING') : tokens.verify(text, clock.nowMs());
}

interface RateProblem {
  readonly problem: Fault;
  readonly seconds: number;
}

function limitRate(
  app: ServerApplication,
  { bounds: { requestsMax, rateWindowMs } }: ServerParts,
): (request: FastifyRequest) => Promise<RateProblem | undefined> {
  const check = app.createRateLimit({
    max: requestsMax,
    timeWindow: rateWindowMs,
    keyGenerator: (request) => request.token?.id ?? request.ip,
  });
  return async (request) => {
    const state = await check(request);
    if (state.isAllowed || !state.isExceeded) return undefined;
    const waitMs = state.ttl;
    const problem = fault('SERVER__RATE_EXCEEDED', { requestsMax, windowMs: rateWindowMs, waitMs });
    return { problem, seconds: state.ttlInSeconds };
  };
}
