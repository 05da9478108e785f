import * as z from 'zod/mini';

import { wholeAmount } from './tradeShapes.ts';

const text = z.optional(z.string());
const count = z.optional(z.number());

/** Something signed that can land whatever is decided. */
const inFlightShape = z.looseObject({
  key: z.string(),
  side: z.string(),
  signature: text,
  deathHeight: z.optional(wholeAmount),
  isKeptBack: z.optional(z.boolean()),
});

/** What may be traded, by whose decision. */
export const tradingShape = z.looseObject({
  state: z.enum(['active', 'reducing', 'halted']),
  reason: text,
  by: text,
  sinceMs: count,
  changeReason: text,
  breaker: z.optional(z.looseObject({})),
  haltFile: z.optional(z.looseObject({ state: z.string(), path: text })),
  openTrades: count,
  inFlight: z.optional(z.array(inFlightShape)),
});

/** What the journal's books say that the wallet holds. */
export const positionsShape = z.looseObject({
  positions: z.array(
    z.looseObject({
      token: z.string(),
      baseUnits: wholeAmount,
      decimals: count,
      costLamports: wholeAmount,
      averagePrice: z.optional(wholeAmount),
    }),
  ),
});

/** Every limit and how much of it is used. */
export const limitsShape = z.looseObject({
  limits: z.array(
    z.looseObject({
      gate: z.string(),
      code: text,
      side: text,
      limit: z.nullish(wholeAmount),
      used: z.nullish(wholeAmount),
      unit: text,
    }),
  ),
});

const endpointShape = z.looseObject({
  label: z.string(),
  kind: z.string(),
  operator: text,
  purpose: text,
  circuit: text,
  state: text,
  lastError: z.nullish(z.unknown()),
  latencyMs: z.nullish(z.number()),
  slot: z.nullish(wholeAmount),
  lastNewsAgeMs: z.nullish(z.number()),
});

/** How everything does that trades go through. */
export const healthShape = z.looseObject({
  endpoints: z.array(endpointShape),
  /** The venue, and WebSockets. */
  sources: z.optional(z.array(endpointShape)),
  lanes: z.optional(z.array(z.unknown())),
  breaker: z.optional(z.looseObject({})),
  wallet: text,
  cluster: text,
  dryRun: z.boolean(),
  version: text,
  scopes: z.optional(z.array(z.string())),
  /** Whether there is a rollout to ask about. */
  rollout: z.optional(z.boolean()),
});

const shadowSideShape = z.looseObject({
  success: z.boolean(),
  errorCode: text,
  priceText: text,
});

const shadowDifferenceShape = z.looseObject({
  key: z.string(),
  side: text,
  token: text,
  strategy: text,
  stub: z.nullish(shadowSideShape),
  real: z.nullish(shadowSideShape),
  priceDifferenceBps: z.nullish(wholeAmount),
  costDifferenceLamports: z.nullish(wholeAmount),
});

/** The rollout's stage and what its shadow found. */
export const rolloutShape = z.looseObject({
  stage: z.string(),
  canaryShareBps: count,
  sizeCap: z.nullish(z.unknown()),
  steppedDown: z.nullish(z.looseObject({})),
  shadow: z.nullish(
    z.looseObject({
      trades: count,
      differences: z.optional(z.array(shadowDifferenceShape)),
      priceDifferenceBps: z.nullish(
        z.looseObject({ p50: z.nullish(z.number()), p95: z.nullish(z.number()) }),
      ),
    }),
  ),
});

/** What may be traded, by whose decision. */
export type Trading = z.infer<typeof tradingShape>;
/** Something signed that can land whatever is decided. */
export type InFlight = z.infer<typeof inFlightShape>;
/** Name of a trading state. */
export type TradingState = Trading['state'];
/** What the journal's books say that the wallet holds. */
export type Position = z.infer<typeof positionsShape>['positions'][number];
/** One limit and how much of it is used. */
export type Limit = z.infer<typeof limitsShape>['limits'][number];
/** How everything does that trades go through. */
export type Health = z.infer<typeof healthShape>;
/** One node, block engine or venue. */
export type Endpoint = z.infer<typeof endpointShape>;
/** What the real side would have done otherwise than the stub. */
export type ShadowDifference = z.infer<typeof shadowDifferenceShape>;
/** The rollout's stage and what its shadow found. */
export type Rollout = z.infer<typeof rolloutShape>;
