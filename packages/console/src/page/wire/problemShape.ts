import * as z from 'zod/mini';

/** How the server says no. */
export const problemShape = z.looseObject({
  code: z.string(),
  message: z.string(),
  next: z.optional(z.string()),
  requestId: z.optional(z.string()),
});
