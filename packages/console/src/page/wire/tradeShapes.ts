import * as z from 'zod/mini';

import { TRADE_STATUSES } from '@quantbot/core';

/** Whole numbers of base units come as text, or as a number where they surely fit. */
export const wholeAmount = z.union([z.string(), z.number()]);

const text = z.optional(z.string());
const count = z.optional(z.number());
const amount = z.optional(wholeAmount);

/** A trade as the list and the stream tell it. */
const tradeShape = z.looseObject({
  key: z.string(),
  /** Number of events so far: of two tellings, the one with more is the newer one. */
  version: count,
  mode: z.enum(['live', 'dry']),
  side: z.enum(['buy', 'sell']),
  token: z.string(),
  status: z.enum(TRADE_STATUSES),
  strategyId: text,
  amount: count,
  amountBaseUnits: text,
  sellPortionBps: count,
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  deadlineAtMs: z.number(),
  /** Signatures made. */
  attempts: z.number(),
  attemptStatus: text,
  deathHeight: amount,
  unprovable: text,
  reservedLamports: amount,
  lastEvent: text,
  signature: text,
  lane: text,
  slot: amount,
  errorCode: text,
  error: text,
  success: z.optional(z.boolean()),
  executedPriceText: text,
  executedAmount: count,
  slippageBps: count,
  totalCostLamports: amount,
  feesLamports: amount,
  tipLamports: amount,
});

/** Trades, newest first, and where the next page begins. */
export const tradePageShape = z.looseObject({
  trades: z.array(tradeShape),
  nextCursor: z.nullish(z.string()),
});

/** One signature and where it stands. */
const attemptShape = z.looseObject({
  number: z.number(),
  status: z.string(),
  signature: text,
  deathHeight: amount,
  signedAtSlot: amount,
  lane: text,
  landedSlot: amount,
  revertCode: text,
  unprovable: text,
  tipLamports: amount,
  priorityFeeLamports: amount,
  slippageBps: count,
  venue: text,
});

const resultShape = z.looseObject({
  success: z.boolean(),
  error: text,
  errorCode: text,
  executedAmount: count,
  executedPriceText: text,
  totalCostLamports: count,
  jitoTip: count,
  rent: count,
  fees: z.optional(z.looseObject({ totalFee: z.number() })),
  lane: text,
  slot: count,
  slippageBps: count,
  witnesses: count,
  finality: text,
});

const eventShape = z.looseObject({
  version: z.number(),
  atMs: z.number(),
  event: z.looseObject({ name: z.string() }),
});

/** One trade with everything that was ever written down about it. */
export const tradeHistoryShape = z.looseObject({
  trade: z.looseObject({
    key: z.string(),
    version: z.number(),
    mode: z.enum(['live', 'dry']),
    status: z.enum(TRADE_STATUSES),
    wallet: z.string(),
    request: z.looseObject({
      tokenAddress: z.string(),
      side: z.enum(['buy', 'sell']),
      amount: count,
      amountBaseUnits: text,
      sellPortionBps: count,
      slippageBps: count,
      limitPrice: count,
      strategyId: text,
      lanePolicy: text,
    }),
    createdAtMs: z.number(),
    deadlineAtMs: z.number(),
    cancelRequested: z.optional(z.boolean()),
    errorCode: text,
    result: z.optional(resultShape),
    resolution: z.optional(z.looseObject({ as: z.string(), by: z.string(), reason: z.string() })),
  }),
  attempts: z.array(attemptShape),
  events: z.array(eventShape),
  /** Whether it is open and a process follows it. */
  followed: z.boolean(),
});

/** What the stream says when a trade changed. */
export const tradeNewsShape = z.looseObject({
  key: z.string(),
  name: z.string(),
  atMs: z.number(),
  trade: tradeShape,
});

/** A trade as the list and the stream tell it. */
export type Trade = z.infer<typeof tradeShape>;
/** One signature and where it stands. */
export type Attempt = z.infer<typeof attemptShape>;
/** One trade with everything that was ever written down about it. */
export type TradeHistory = z.infer<typeof tradeHistoryShape>;
/** What the stream says when a trade changed. */
export type TradeNews = z.infer<typeof tradeNewsShape>;
/** Something that was written down about a trade. */
export type TradeEvent = z.infer<typeof eventShape>;
