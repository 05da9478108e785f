import { fault, isFault, TRADE_STATUSES } from '@quantbot/core';
import { z } from 'zod';

import { historyJson } from '../../output/tradeJson.ts';
import { answerExecution } from '../answerExecution.ts';
import { refuse } from '../answerErrors.ts';
import { prefersAsync, readIdempotencyKey } from '../idempotencyKey.ts';
import { requestBody, requestOf } from '../json/requestBody.ts';
import { BODY_REFUSALS, problemSchema, REFUSALS, resultSchema } from '../json/schemas.ts';
import { summarize, tradeSummary } from '../json/tradeSummary.ts';
import type { ServerApplication, ServerParts } from '../serverParts.ts';
import { cursorOf, placeOf } from './listCursor.ts';

const LIMIT_MAX = 200;

/** Which trades to list. */
export const listQuery = z.strictObject({
  status: z
    .enum([...TRADE_STATUSES, 'open'])
    .optional()
    .describe('A state, or `open` for every trade that has not ended.'),
  side: z.enum(['buy', 'sell']).optional(),
  token: z.string().max(64).optional().describe('Mint.'),
  strategy: z.string().max(64).optional(),
  mode: z.enum(['live', 'dry']).optional(),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(50),
  cursor: z.string().max(64).optional().describe('`nextCursor` of the page before.'),
});

/** Some trades. */
export const listPage = z.looseObject({
  trades: z.array(tradeSummary),
  nextCursor: z.string().optional().describe('Absent on the last page.'),
});

const refusedTrade = problemSchema.extend({ result: resultSchema.optional() });

/** Trades: to ask for one, to look one up, to list them. */
export function addExecutionRoutes(app: ServerApplication, parts: ServerParts): void {
  addExecute(app, parts);
  addLookup(app, parts);
  addList(app, parts);
}

function addExecute(app: ServerApplication, parts: ServerParts): void {
  const { execution, bounds, closing } = parts;
  app.post(
    '/v1/executions',
    {
      config: { scope: 'trade' },
      schema: {
        operationId: 'execute',
        summary: 'Trade once.',
        description:
          'A repeat with the same key and body never trades again: it answers the same trade. ' +
          'The trade goes on when the client goes away.',
        tags: ['executions'],
        headers: z.looseObject({
          'idempotency-key': z
            .string()
            .optional()
            .describe('Required. Names the trade for ever: 1 to 128 visible ASCII characters.'),
          prefer: z.string().optional().describe('`respond-async` answers once it is claimed.'),
        }),
        body: requestBody,
        response: {
          ...BODY_REFUSALS,
          200: z.looseObject({ result: resultSchema }).describe('The chain has decided.'),
          202: z
            .looseObject({
              key: z.string(),
              status: z.string(),
              location: z.string(),
              result: resultSchema.describe('As it stands.'),
            })
            .describe('The trade goes on; ask for it at `location`.'),
          409: refusedTrade.describe('The key names another request.'),
          422: refusedTrade.describe('Denied; nothing was sent.'),
        },
      },
    },
    async (request, reply) => {
      const key = readIdempotencyKey(request.headers['idempotency-key']);
      if (isFault(key)) return refuse(reply, key);
      if (closing.aborted) return refuse(reply, fault('SERVER__SHUTTING_DOWN'));
      const { body } = request;
      const asked = prefersAsync(request.headers.prefer) ? 0 : body.waitMs;
      const waitMs = Math.min(asked ?? bounds.waitMsMax, bounds.waitMsMax);
      // Not tied to the connection: a client that goes away must not decide about money.
      const result = await execution.execute(requestOf(body, { idempotencyKey: key, waitMs }));
      const answer = answerExecution(result, { key, requestId: request.id });
      if (answer.location !== undefined) void reply.header('location', answer.location);
      if (answer.status >= 400) void reply.header('content-type', 'application/problem+json');
      request.log.info(
        { key, status: result.status, code: result.errorCode },
        'a trade was answered',
      );
      return reply.code(answer.status as 200).send(answer.body as never);
    },
  );
}

function addLookup(app: ServerApplication, { feed, isOwned }: ServerParts): void {
  app.get(
    '/v1/executions/:key',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'getExecution',
        summary: 'One trade with its attempts, events and evidence.',
        description: 'The same as `quantbot status KEY --json`.',
        tags: ['executions'],
        params: z.object({ key: z.string().min(1).max(128) }),
        querystring: z.strictObject({
          mode: z
            .enum(['live', 'dry'])
            .optional()
            .describe('Which one, where the key names a live trade and a dry one; live first.'),
        }),
        response: {
          ...REFUSALS,
          200: z.looseObject({
            trade: z.looseObject({ key: z.string(), status: z.string() }),
            attempts: z.array(z.looseObject({ signature: z.string(), status: z.string() })),
            events: z.array(z.looseObject({ version: z.int(), atMs: z.int() })),
            followed: z.boolean().describe('It is open and a process follows it.'),
          }),
          404: problemSchema,
        },
      },
    },
    async (request, reply) => {
      const { key } = request.params;
      // Asked first: a trade that is open after that had no owner then, whatever ended since.
      const owned = isOwned();
      const { mode } = request.query;
      const trade =
        mode === undefined
          ? (feed.findByKey(key, 'live') ?? feed.findByKey(key, 'dry'))
          : feed.findByKey(key, mode);
      const history = trade && feed.history(trade.tradeId);
      if (history === undefined) return refuse(reply, fault('SERVER__KEY_UNKNOWN', { key }));
      return reply.send(historyJson(history, owned) as never);
    },
  );
}

function addList(app: ServerApplication, { feed }: ServerParts): void {
  app.get(
    '/v1/executions',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'listExecutions',
        summary: 'Trades, newest first.',
        description:
          'A page may be shorter than `limit`, or empty, and have a `nextCursor` all the same: a ' +
          'search looks at a bounded number of trades.',
        tags: ['executions'],
        querystring: listQuery,
        response: {
          ...REFUSALS,
          200: listPage,
        },
      },
    },
    async (request, reply) => {
      const { status, side, token, strategy, mode, limit, cursor } = request.query;
      const after = cursor === undefined ? undefined : placeOf(cursor);
      if (after !== undefined && isFault(after)) return refuse(reply, after);
      const { trades, next } = feed.search({
        limit,
        ...(status === undefined ? {} : { status }),
        ...(side === undefined ? {} : { side }),
        ...(token === undefined ? {} : { token }),
        ...(strategy === undefined ? {} : { strategyId: strategy }),
        ...(mode === undefined ? {} : { mode }),
        ...(after === undefined ? {} : { after }),
      });
      return reply.send({
        trades: trades.map(summarize),
        ...(next === undefined ? {} : { nextCursor: cursorOf(next) }),
      });
    },
  );
}
