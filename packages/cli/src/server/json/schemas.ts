import { z } from 'zod';

/** What every refusal says. */
export const problemSchema = z
  .looseObject({
    code: z.string().describe('Stable; docs/error-codes.md has all.'),
    message: z.string(),
    next: z.string().describe('What to do next.'),
    requestId: z.string().describe('Id that the log of the server has as well.'),
  })
  .describe('A refusal.');

/** Answer of a trade. */
export const resultSchema = z
  .looseObject({
    success: z.boolean(),
    status: z.string().optional(),
    txSignature: z.string().optional(),
    errorCode: z.string().optional(),
    error: z.string().optional(),
    idempotencyKey: z.string().optional(),
    deduplicated: z.boolean().optional(),
  })
  .describe('An ExecutionResult, as the port answers it.');

/** Refusals that any route with a token may answer with. */
export const REFUSALS = {
  400: problemSchema,
  401: problemSchema,
  403: problemSchema,
  429: problemSchema,
  500: problemSchema,
  503: problemSchema,
};

/** Those of a route that takes a body, besides. */
export const BODY_REFUSALS = {
  ...REFUSALS,
  413: problemSchema.describe('The body is too large.'),
  415: problemSchema.describe('The body is not announced as JSON.'),
};
