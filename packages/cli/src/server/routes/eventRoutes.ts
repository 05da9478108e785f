import { Readable } from 'node:stream';

import { fault } from '@quantbot/core';
import { z } from 'zod';

import { refuse } from '../answerErrors.ts';
import { streamEvents, streamStart } from '../events/eventStream.ts';
import { REFUSALS } from '../json/schemas.ts';
import type { ServerApplication, ServerParts } from '../serverParts.ts';
import { tradingJson } from './tradingRoutes.ts';

/** What happens, as it happens. */
export function addEventRoutes(app: ServerApplication, parts: ServerParts): void {
  const { feed, hub, execution, tokens, clock, closing, bounds, facts } = parts;
  let streams = 0;
  app.get(
    '/v1/events',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'followEvents',
        summary: 'Server-sent events, with resume by id.',
        description:
          'Begins with `ready` (or `reset` when the id asked for is none of this journal), whose ' +
          'id is where it stands, and `trading-state`; then `trade` for each event of the journal, ' +
          '`trading-state` for each change, and `heartbeat` when nothing happens. A client that ' +
          'comes back with the last id it saw misses nothing and sees nothing twice.',
        tags: ['events'],
        headers: z.looseObject({
          'last-event-id': z.string().max(64).optional().describe('Id to go on behind.'),
        }),
        response: {
          ...REFUSALS,
          200: { content: { 'text/event-stream': { schema: z.string() } } },
        },
      },
    },
    async (request, reply) => {
      if (closing.aborted) return refuse(reply, fault('SERVER__SHUTTING_DOWN'));
      const { streamsMax, heartbeatMs } = bounds;
      if (streams >= streamsMax) {
        return refuse(reply, fault('SERVER__STREAMS_EXCEEDED', { streamsMax }));
      }
      const { socket } = request.raw;
      // Who is gone already closes no second time, and must not be counted.
      if (socket.destroyed) return reply.hijack();
      streams += 1;
      const gone = new AbortController();
      socket.once('close', () => {
        streams -= 1;
        gone.abort();
      });
      const id = request.token?.id ?? '';
      const frames = streamEvents(
        {
          feed,
          hub,
          tradingState: async () => tradingJson(await execution.tradingState(), facts.haltFilePath),
          mayFollow: () => !closing.aborted && tokens.isInForce(id, clock.nowMs()),
          signal: AbortSignal.any([closing, gone.signal]),
          heartbeatMs,
        },
        streamStart(request.headers['last-event-id'], feed.latestSequence()),
      );
      void reply.headers({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        // Proxies that gather an answer before they pass it on would hold the events back.
        'x-accel-buffering': 'no',
        connection: 'close',
      });
      return reply.send(Readable.from(frames) as never);
    },
  );
}
