import { fault, faultFromError, isExecutionError, type Fault } from '@quantbot/core';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';

import { PROBLEM_TYPE, problemOf, statusOfCode } from './problem.ts';

/** Refuses a request. */
export function refuse(reply: FastifyReply, problem: Fault): FastifyReply {
  const status = statusOfCode(problem.code);
  if (status === 401) void reply.header('www-authenticate', 'Bearer realm="quantbot"');
  return reply
    .code(status)
    .header('content-type', PROBLEM_TYPE)
    .send(problemOf(problem, reply.request.id));
}

/**
 * Answers whatever was thrown. What nobody expected is told to the log alone: a client learns that
 * it happened and the id to ask for, and nothing of how the server is made.
 */
export function answerError(
  cause: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { bodyLimit = 0 } = request.server.initialConfig;
  const known = knownFault(cause, bodyLimit);
  if (known !== undefined) return refuse(reply, known);
  request.log.error({ err: cause }, 'a request ended in an error that nobody expected');
  const reason = `see the log of the server for request ${request.id}`;
  return refuse(reply, fault('INTERNAL__UNEXPECTED', { reason }));
}

/** Turns what a library or a route threw into a refusal, `undefined` when it is none. */
function knownFault(cause: unknown, bodyBytesMax: number): Fault | undefined {
  if (isExecutionError(cause)) return faultFromError(cause);
  if (hasZodFastifySchemaValidationErrors(cause)) return malformed(cause);
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined;
  switch (cause.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return fault('SERVER__BODY_TOO_LARGE', { bytesMax: bodyBytesMax });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return fault('SERVER__MEDIA_TYPE_UNSUPPORTED');
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_ASYNC_CONSTRAINT':
      return fault('SERVER__REQUEST_MALFORMED', { problems: [PLAIN[cause.code] ?? 'its form'] });
    default:
      // Such as a body that is not JSON: the parser's own text would quote what was sent.
      return 'statusCode' in cause && cause.statusCode === 400
        ? fault('SERVER__REQUEST_MALFORMED', { problems: ['the body is not JSON'] })
        : undefined;
  }
}

const PLAIN: Readonly<Record<string, string>> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: 'the body is empty',
  FST_ERR_CTP_INVALID_JSON_BODY: 'the body is not JSON',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'the body is not as long as Content-Length says',
  FST_ERR_BAD_URL: 'the path is not encoded as a URL',
};

interface SchemaIssue {
  readonly instancePath: string;
  readonly message?: string | undefined;
  readonly keyword: string;
  readonly params?: unknown;
}

function malformed({ validation }: { readonly validation: readonly SchemaIssue[] }): Fault {
  const unknown = validation.flatMap(unknownFields);
  if (unknown.length > 0) return fault('VALIDATE__FIELD_UNKNOWN', { fields: unknown });
  const problems = validation.map(({ instancePath, message }) => {
    const place = instancePath.replace(/^\//u, '').replaceAll('/', '.');
    return place === '' ? (message ?? 'its form') : `${place}: ${message ?? 'its form'}`;
  });
  return fault('SERVER__REQUEST_MALFORMED', { problems });
}

function unknownFields({ keyword, params }: SchemaIssue): string[] {
  if (keyword !== 'unrecognized_keys' || typeof params !== 'object' || params === null) return [];
  const keys = 'keys' in params ? params.keys : [];
  return Array.isArray(keys) ? keys.map((key) => String(key).slice(0, 64)) : [];
}
