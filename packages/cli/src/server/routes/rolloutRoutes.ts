import { fault } from '@quantbot/core';
import { z } from 'zod';

import { refuse } from '../answerErrors.ts';
import { BODY_REFUSALS, problemSchema, REFUSALS } from '../json/schemas.ts';
import type { ServerApplication, ServerParts } from '../serverParts.ts';

const status = z.looseObject({
  stage: z.string(),
  canaryShareBps: z.number().optional(),
  sizeCap: z.string().optional().describe('Lamports of the largest buy that is traded really.'),
});

const move = z.strictObject({
  move: z.enum(['advance', 'back']),
  reason: z.string().trim().min(1).max(500).describe('Why, for whoever reads it later.'),
});

/** Where the rollout stands, and to move it. */
export function addRolloutRoutes(app: ServerApplication, parts: ServerParts): void {
  const { rollout, closing } = parts;
  const response = {
    ...REFUSALS,
    200: status,
    404: problemSchema.describe('This server runs without a rollout.'),
  };
  app.get(
    '/v1/rollout',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'getRollout',
        summary: 'The stage, what moved it, and what its shadow found.',
        tags: ['rollout'],
        response,
      },
    },
    async (_request, reply) => {
      if (rollout === undefined) return refuse(reply, fault('SERVER__NO_ROLLOUT'));
      return reply.send((await rollout.status()) as never);
    },
  );
  app.post(
    '/v1/rollout',
    {
      config: { scope: 'control' },
      schema: {
        operationId: 'moveRollout',
        summary: 'Move the rollout by one stage.',
        tags: ['rollout'],
        body: move,
        response: {
          ...response,
          ...BODY_REFUSALS,
          422: problemSchema.describe('There is no such move now.'),
        },
      },
    },
    async (request, reply) => {
      if (rollout === undefined) return refuse(reply, fault('SERVER__NO_ROLLOUT'));
      if (closing.aborted) return refuse(reply, fault('SERVER__SHUTTING_DOWN'));
      const { move: direction, reason } = request.body;
      const by = `token ${request.token?.name ?? ''}`;
      const moved = await rollout.move(direction, { reason, by });
      request.log.warn({ move: direction, by, reason }, 'the rollout was moved');
      return reply.send(moved as never);
    },
  );
}
