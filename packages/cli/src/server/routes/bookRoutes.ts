import { priceText } from '@quantbot/core';
import { readLimitUse, type LimitUse } from '@quantbot/executor';
import { z } from 'zod';

import { REFUSALS } from '../json/schemas.ts';
import { bookOwner } from '../bookOwner.ts';
import type { BookOwner, ServerApplication, ServerParts } from '../serverParts.ts';

const digits = z.string().regex(/^-?\d+$/u);

const position = z.looseObject({
  token: z.string().describe('Mint.'),
  baseUnits: digits.describe('Held by fills of the journal.'),
  decimals: z.int().optional(),
  costLamports: digits.describe('Paid for them, every cost in, at the average of all purchases.'),
  averagePrice: z.string().optional().describe('SOL per token, every cost in.'),
});

const limitUse = z.looseObject({
  gate: z.string(),
  code: z.string().describe('What a trade above it is denied with.'),
  side: z.enum(['buy', 'sell', 'both']),
  token: z.string().optional().describe('Of a limit that each token has for itself.'),
  limit: digits,
  used: digits.optional().describe('Open trades at their worst; absent of a limit for each trade.'),
  unit: z.string(),
});

/** What the books of the journal say: what is held, and how much of each limit is used. */
export function addBookRoutes(app: ServerApplication, parts: ServerParts): void {
  const decimals = new Map<string, number>();
  app.get(
    '/v1/positions',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'listPositions',
        summary: 'Tokens that the fills of the journal left in the wallet.',
        tags: ['books'],
        response: { ...REFUSALS, 200: z.looseObject({ positions: z.array(position) }) },
      },
    },
    async (_request, reply) => {
      const owner = bookOwner(parts);
      const positions = parts.feed.heldPositions(owner).map(({ token, units, costLamports }) => {
        const known = decimals.get(token) ?? readDecimals(parts, owner, token);
        // Of a mint that has decimals once, they never change.
        if (known !== undefined) decimals.set(token, known);
        return {
          token,
          baseUnits: String(units),
          costLamports: String(costLamports),
          ...(known === undefined
            ? {}
            : { decimals: known, averagePrice: averagePrice(costLamports, units, known) }),
        };
      });
      return reply.send({ positions });
    },
  );
  app.get(
    '/v1/limits',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'listLimits',
        summary: 'Limits that are set, and how much of each is used.',
        tags: ['books'],
        response: { ...REFUSALS, 200: z.looseObject({ limits: z.array(limitUse) }) },
      },
    },
    async (_request, reply) => {
      const { feed, facts, clock } = parts;
      if (facts.limits === undefined) return reply.send({ limits: [] });
      const query = { ...bookOwner(parts), limits: facts.limits, nowMs: clock.nowMs() };
      return reply.send({ limits: readLimitUse(feed, query).map(limitJson) });
    },
  );
}

function readDecimals(
  { feed }: Pick<ServerParts, 'feed'>,
  owner: BookOwner,
  token: string,
): number | undefined {
  const trade = feed.newestOf(owner, token);
  return trade?.attempts.at(-1)?.tokenDecimals;
}

function averagePrice(lamports: bigint, tokenUnits: bigint, tokenDecimals: number): string {
  return priceText({ lamports, tokenUnits, tokenDecimals });
}

function limitJson({ limit, used, ...row }: LimitUse): z.infer<typeof limitUse> {
  return { ...row, limit: String(limit), ...(used === undefined ? {} : { used: String(used) }) };
}
