import { fault } from '@quantbot/core';
import { IN_FLIGHT_POLICIES, TRADING_STATES, type TradingStateReport } from '@quantbot/executor';
import { z } from 'zod';

import { refuse } from '../answerErrors.ts';
import { BODY_REFUSALS, REFUSALS } from '../json/schemas.ts';
import type { ServerApplication, ServerParts } from '../serverParts.ts';

/** What may be traded, over HTTP. */
export const tradingState = z.looseObject({
  state: z.enum(TRADING_STATES),
  reason: z.string().optional().describe('Why not everything is traded.'),
  by: z.string().optional().describe('Who decided it; absent where something else halts.'),
  sinceMs: z.int().optional().describe('When that was.'),
  changeReason: z.string().optional().describe('Why that was.'),
  openTrades: z.int(),
  breaker: z.looseObject({
    state: z.enum(['closed', 'open', 'probing']).describe('`probing` lets one small buy through.'),
    reason: z.string().optional(),
  }),
  haltFile: z.looseObject({
    state: z.enum(['absent', 'present', 'unreadable']),
    path: z.string(),
  }),
});

const inFlight = z.looseObject({
  key: z.string(),
  side: z.string(),
  tokenAddress: z.string(),
  signature: z.string(),
  deathHeight: z.string(),
  isKeptBack: z.boolean(),
});

/** A decision about what may be traded. */
export const tradingDecision = z.strictObject({
  state: z.enum(TRADING_STATES),
  reason: z.string().trim().min(1).max(500).describe('Why, for whoever reads the journal later.'),
  inFlight: z
    .enum(IN_FLIGHT_POLICIES)
    .optional()
    .describe('What becomes of signed bytes while halted: `reduce-only` sends those of sells on.'),
});

/** What came of a decision. */
export const tradingOutcome = tradingState.extend({
  holds: z.boolean().describe('Whether what was asked for is the state now.'),
  inFlight: z.array(inFlight).describe('What can still land, whatever was decided.'),
});

/** What may be traded: to look, and to decide. */
export function addTradingRoutes(app: ServerApplication, parts: ServerParts): void {
  const { execution, facts, closing } = parts;
  app.get(
    '/v1/trading-state',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'getTradingState',
        summary: 'What may be traded, and why not everything.',
        tags: ['trading'],
        response: { ...REFUSALS, 200: tradingState },
      },
    },
    async (_request, reply) =>
      reply.send(tradingJson(await execution.tradingState(), facts.haltFilePath)),
  );
  app.put(
    '/v1/trading-state',
    {
      config: { scope: 'control' },
      schema: {
        operationId: 'putTradingState',
        summary: 'Halt, reduce or activate.',
        description:
          'It holds, and is on disk, when this is answered. A halt file halts whatever is decided ' +
          'here: `holds` is false then.',
        tags: ['trading'],
        body: tradingDecision,
        response: {
          ...BODY_REFUSALS,
          200: tradingOutcome,
        },
      },
    },
    async (request, reply) => {
      if (closing.aborted) return refuse(reply, fault('SERVER__SHUTTING_DOWN'));
      const { state, reason, inFlight: policy } = request.body;
      const by = `token ${request.token?.name ?? ''}`;
      const outcome = await execution.changeTradingState({
        state,
        reason,
        by,
        ...(policy === undefined ? {} : { inFlight: policy }),
      });
      request.log.warn({ state, by, reason }, 'what may be traded was changed');
      return reply.send({
        ...tradingJson(outcome, facts.haltFilePath),
        holds: outcome.state === state,
        inFlight: outcome.inFlight.map((attempt) => ({ ...attempt })),
      });
    },
  );
}

/** A report on trading for machines. */
export function tradingJson(
  { state, reason, change, openTrades, wantsProbe, haltFile }: TradingStateReport,
  haltFilePath: string,
): z.infer<typeof tradingState> {
  // Where something else halts, such as a conflict, the last decision explains nothing.
  const decided = change?.state === state ? change : undefined;
  const isBreaker = change?.origin === 'breaker' && change.state !== 'active';
  return {
    state,
    openTrades,
    ...(reason === undefined ? {} : { reason }),
    ...(decided === undefined
      ? {}
      : { by: decided.by, sinceMs: decided.atMs, changeReason: decided.reason }),
    breaker: isBreaker
      ? { state: wantsProbe === true ? 'probing' : 'open', reason: change.reason }
      : { state: 'closed' },
    haltFile: { state: haltFile ?? 'absent', path: haltFilePath },
  };
}
