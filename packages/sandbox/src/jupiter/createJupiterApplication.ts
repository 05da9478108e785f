import { Hono, type Context } from 'hono';

import { buildSwap, type BuildContext } from './buildSwap.ts';
import { VENUE_LABEL } from './findRoute.ts';
import { JupiterRefusal } from './jupiterRefusal.ts';
import { parseBuildQuery } from './parseBuildQuery.ts';

/**
 * Creates an HTTP application shaped like Jupiter's Swap API V2, of which it has the one call that
 * a client who builds his own transactions needs. Refusals are HTTP 400 with
 * `{ "error": text, "errorCode": code }`.
 */
export function createJupiterApplication(context: BuildContext): Hono {
  const application = new Hono();
  application.get('/swap/v2/build', (request) => answerBuild(context, request));
  application.get('/swap/v2/program-id-to-label', (request) =>
    request.json(
      Object.fromEntries(context.pools.map((pool) => [pool.programAddress, VENUE_LABEL])),
    ),
  );
  application.notFound((request) => request.json({ error: 'Not found' }, 404));
  application.onError((cause, request) => {
    if (cause instanceof JupiterRefusal) {
      return request.json({ error: cause.message, errorCode: cause.errorCode }, 400);
    }
    return request.json({ error: `Internal error: ${cause.message}` }, 500);
  });
  return application;
}

async function answerBuild(context: BuildContext, request: Context): Promise<Response> {
  const query = parseBuildQuery(request.req.query());
  return request.json(await buildSwap(context, query));
}
