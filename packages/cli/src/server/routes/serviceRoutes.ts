import { fault } from '@quantbot/core';
import { z } from 'zod';

import { refuse } from '../answerErrors.ts';
import { problemSchema, REFUSALS } from '../json/schemas.ts';
import type { ServerApplication, ServerParts } from '../serverParts.ts';

/** For whoever runs the process: whether it lives, whether it trades, what it offers. */
export function addServiceRoutes(app: ServerApplication, parts: ServerParts): void {
  const { facts } = parts;
  app.get(
    '/healthz',
    {
      exposeHeadRoute: true,
      config: { scope: 'none' },
      schema: {
        operationId: 'isAlive',
        summary: 'Whether the process lives.',
        tags: ['service'],
        security: [],
        response: { 200: z.looseObject({ status: z.literal('alive'), version: z.string() }) },
      },
    },
    async () => ({ status: 'alive' as const, version: facts.version }),
  );
  addReady(app, parts);
  addMetrics(app, parts);
  app.get(
    '/openapi.json',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'openApi',
        summary: 'This document.',
        tags: ['service'],
        response: { ...REFUSALS, 200: z.looseObject({ openapi: z.string() }) },
      },
    },
    async (_request, reply) => reply.send(app.swagger() as never),
  );
}

function addReady(app: ServerApplication, parts: ServerParts): void {
  app.get(
    '/readyz',
    {
      exposeHeadRoute: true,
      config: { scope: 'optional' },
      schema: {
        operationId: 'isReady',
        summary: 'Whether a trade asked for now would be attempted.',
        description: 'Why not is told with a token alone.',
        tags: ['service'],
        security: [{}, { bearer: [] }],
        response: {
          ...REFUSALS,
          200: z.looseObject({ status: z.literal('ready') }),
          503: problemSchema.describe('Not ready, and why.'),
        },
      },
    },
    async (request, reply) => {
      const why = await unreadiness(parts);
      if (why === undefined) return reply.send({ status: 'ready' });
      const reason = request.token === undefined ? 'a token is needed to learn why' : why;
      return refuse(reply, fault('SERVER__NOT_READY', { reason }));
    },
  );
}

/** Why no trade would be taken now. */
async function unreadiness(parts: ServerParts): Promise<string | undefined> {
  const { closing, isOwned, execution } = parts;
  if (closing.aborted) return 'the server is shutting down';
  if (!isOwned()) return 'no process owns the journal';
  if (await execution.isAvailable()) return undefined;
  const { state, reason } = await execution.tradingState();
  // A sentence of its own, which the refusal puts inside another.
  return reason?.replace(/\.$/u, '') ?? `trading is ${state}`;
}

function addMetrics(app: ServerApplication, { renderMetrics }: ServerParts): void {
  app.get(
    '/metrics',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'metrics',
        summary: 'Metrics in the form of Prometheus.',
        tags: ['service'],
        response: {
          ...REFUSALS,
          200: { content: { 'text/plain': { schema: z.string() } } },
          404: problemSchema.describe('Started without metrics.'),
        },
      },
    },
    async (_request, reply) => {
      if (renderMetrics === undefined) return refuse(reply, fault('SERVER__NO_METRICS'));
      void reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8');
      return reply.serializer(String).send(await renderMetrics());
    },
  );
}
