import type { EndpointHealth, SourceHealth } from '@quantbot/executor';
import { z } from 'zod';

import { REFUSALS } from '../json/schemas.ts';
import { bookOwner } from '../bookOwner.ts';
import type { ServerApplication, ServerParts } from '../serverParts.ts';
import { tradingJson } from './tradingRoutes.ts';

const endpoint = z.looseObject({
  label: z.string().describe('Scheme and host.'),
  kind: z.enum(['rpc', 'jito']),
  operator: z.string(),
  purpose: z.enum(['reads', 'sends']),
  circuit: z.enum(['closed', 'open']).describe('`open`: it failed again and again and rests.'),
  restMs: z.number(),
  lastError: z.looseObject({ reason: z.string(), ageMs: z.number() }).optional(),
  latencyMs: z.number().optional().describe('Smoothed over the last ten answers or so.'),
  perSecondMax: z.number(),
  budgetLeft: z.number(),
  calls: z.int(),
  failures: z.int(),
  skips: z.int().describe('Times it was its turn and it was left out.'),
});

const source = z.looseObject({
  label: z.string().describe('Name of the venue, scheme and host of a WebSocket.'),
  kind: z.enum(['venue', 'ws']),
  state: z
    .enum(['unused', 'well', 'failing'])
    .describe('`failing` while nothing went well since the last failure.'),
  lastNewsAgeMs: z.number().optional().describe('Since its last answer, or the last landing told.'),
  lastError: z.looseObject({ reason: z.string(), ageMs: z.number() }).optional(),
  latencyMs: z.number().optional().describe('Of the newest answer.'),
  calls: z.int().describe('Quotes asked for, or subscriptions.'),
  failures: z.int(),
});

const lane = z.looseObject({
  lane: z.enum(['jito', 'rpc']),
  state: z.enum(['well', 'degraded', 'down']),
  endpoints: z.int(),
  resting: z.int(),
});

/** How everything does that trades go through. */
export function addHealthRoutes(app: ServerApplication, parts: ServerParts): void {
  const { execution, facts } = parts;
  app.get(
    '/v1/health',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'getHealth',
        summary: 'Nodes, block engines, lanes, breaker, and what this process is.',
        description:
          'Endpoints and sources are those of this process: none before the first trade, and none ' +
          'where another process owns the journal.',
        tags: ['service'],
        response: {
          ...REFUSALS,
          200: z.looseObject({
            endpoints: z.array(endpoint),
            sources: z.array(source).describe('The venue, and WebSockets that tell of landings.'),
            lanes: z.array(lane),
            breaker: z.looseObject({ state: z.string() }),
            wallet: z.string().optional(),
            cluster: z.string(),
            dryRun: z.boolean(),
            version: z.string(),
            scopes: z.array(z.string()).describe('Of the token that asks.'),
            rollout: z.boolean().describe('Whether there is a rollout to ask about.'),
          }),
        },
      },
    },
    async (request, reply) => {
      const health = await execution.endpointHealth();
      const trading = tradingJson(await execution.tradingState(), facts.haltFilePath);
      const { wallet } = bookOwner(parts);
      const { cluster, dryRun, version } = facts;
      return reply.send({
        endpoints: health.map((one) => endpointJson(one, facts.operators)),
        sources: (await execution.sourceHealth()).map(sourceJson),
        lanes: lanesOf(health),
        breaker: trading.breaker,
        ...(wallet === 'none' ? {} : { wallet }),
        cluster,
        dryRun,
        version,
        scopes: [...(request.token?.scopes ?? [])],
        rollout: parts.rollout !== undefined,
      });
    },
  );
}

/** An endpoint for machines. */
function endpointJson(
  { kind, state, lastFailure, latencyMs, ...figures }: EndpointHealth,
  operators: ReadonlyMap<string, string>,
): z.infer<typeof endpoint> {
  const { label } = figures;
  return {
    ...figures,
    kind: kind === 'node' ? 'rpc' : 'jito',
    operator: operators.get(label) ?? URL.parse(label)?.hostname ?? label,
    circuit: state === 'well' ? 'closed' : 'open',
    ...(lastFailure === undefined ? {} : { lastError: { ...lastFailure } }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
  };
}

/** A venue or a WebSocket for machines. */
function sourceJson({
  kind,
  lastNewsAgeMs,
  lastFailure,
  latencyMs,
  ...figures
}: SourceHealth): z.infer<typeof source> {
  return {
    ...figures,
    kind: kind === 'socket' ? 'ws' : 'venue',
    ...(lastNewsAgeMs === undefined ? {} : { lastNewsAgeMs }),
    ...(lastFailure === undefined ? {} : { lastError: { ...lastFailure } }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
  };
}

/** A lane is as well as the endpoints that it sends to. */
function lanesOf(health: readonly EndpointHealth[]): Array<z.infer<typeof lane>> {
  const kinds = [
    ['jito', 'block-engine'],
    ['rpc', 'node'],
  ] as const;
  return kinds.flatMap(([name, kind]) => {
    const senders = health.filter((one) => one.kind === kind && one.purpose === 'sends');
    if (senders.length === 0) return [];
    const resting = senders.filter(({ state }) => state === 'resting').length;
    const state = resting === 0 ? 'well' : resting < senders.length ? 'degraded' : 'down';
    return [{ lane: name, state, endpoints: senders.length, resting } as const];
  });
}
