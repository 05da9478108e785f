import {
  isErrorCode,
  type ErrorCode,
  type ErrorContextValue,
  type ExecutionResult,
  type Fault,
} from '@quantbot/core';
import { z } from 'zod';

import { RESOLUTIONS } from '../journal/tradeEvents.ts';
import { KEPT_REASONS } from '../reclaim/judgeTokenAccount.ts';
import { IN_FLIGHT_POLICIES, TRADING_STATES } from '../journal/tradingChange.ts';
import type {
  ReclaimReport,
  ResumeReport,
  TradingStateOutcome,
  TradingStateReport,
  WalletReconciliation,
} from '../adapters/executionAdapter.ts';
import type { ControlIdentity } from './controlIdentity.ts';

/** Version of what is spoken over the control socket. Owner and caller must have the same. */
export const CONTROL_PROTOCOL = 1;

/** Most bytes of a question. */
export const QUESTION_BYTES_MAX = 65_536;
/** Most bytes of an answer. */
export const ANSWER_BYTES_MAX = 4_194_304;

const key = z.string().min(1).max(256);

/** What one process may ask the owner of the data directory for. */
const command = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('execute'),
    request: z.record(z.string(), z.unknown()),
    asked: z.strictObject({ keyWhenNew: key, askedMsAgo: z.number().nonnegative() }),
  }),
  z.strictObject({ name: z.literal('lookup'), key }),
  z.strictObject({ name: z.literal('cancel'), key }),
  z.strictObject({
    name: z.literal('resolve'),
    key,
    resolution: z.strictObject({
      as: z.enum(RESOLUTIONS),
      signature: z.string().max(128).optional(),
      reason: z.string().max(4_096),
      by: z.string().max(256),
    }),
  }),
  z.strictObject({
    name: z.literal('adoptHistory'),
    reason: z.string().min(1).max(2_000),
    by: z.string().min(1).max(256),
  }),
  z.strictObject({
    name: z.literal('acknowledgeProgram'),
    program: z.string().min(1).max(64),
    reason: z.string().min(1).max(2_000),
    by: z.string().min(1).max(256),
    slot: z.string().max(20).optional(),
  }),
  z.strictObject({ name: z.literal('programs') }),
  z.strictObject({ name: z.literal('reclaim') }),
  z.strictObject({ name: z.literal('reclaimable') }),
  z.strictObject({ name: z.literal('reconcile') }),
  z.strictObject({ name: z.literal('resume') }),
  z.strictObject({ name: z.literal('tradingState') }),
  z.strictObject({
    name: z.literal('changeTradingState'),
    decision: z.strictObject({
      state: z.enum(TRADING_STATES),
      reason: z.string().min(1).max(2_000),
      by: z.string().min(1).max(256),
      inFlight: z.enum(IN_FLIGHT_POLICIES),
      afterChange: z.number().int().nonnegative().optional(),
    }),
  }),
]);

const identity: z.ZodType<ControlIdentity> = z.strictObject({
  cluster: z.string(),
  mode: z.enum(['live', 'dry']),
  wallet: z.string(),
  terms: z.record(z.string(), z.string()),
});

/** Read before anything else, so that another version is named rather than misunderstood. */
export const controlVersion = z.looseObject({ protocol: z.union([z.number(), z.string()]) });

/** A question as it travels. */
export const controlQuestion = z.strictObject({
  protocol: z.literal(CONTROL_PROTOCOL),
  caller: identity,
  command,
});

/** What one process asks another. */
export type ControlCommand = z.infer<typeof command>;

/** A question as it travels. */
export type ControlQuestion = z.infer<typeof controlQuestion>;

const contextValue: z.ZodType<ErrorContextValue> = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.bigint(),
  z.array(z.string()),
]);

const errorCode = z.custom<ErrorCode>(
  (value) => typeof value === 'string' && isErrorCode(value),
  'is no error code of this version',
);

/** A fault as it travels. */
export const faultMessage: z.ZodType<Fault> = z.strictObject({
  kind: z.literal('fault'),
  code: errorCode,
  message: z.string(),
  context: z.record(z.string(), contextValue),
});

/** An answer of a trade. What this version does not know of it is kept. */
export const resultMessage = z.looseObject({
  success: z.boolean(),
  errorCode: errorCode.optional(),
  status: z.string().optional(),
  idempotencyKey: z.string().optional(),
}) as unknown as z.ZodType<ExecutionResult>;

/** What the owner follows from now on. */
export const resumeMessage = z.strictObject({
  followed: z.array(z.string()),
  problem: faultMessage.optional(),
}) as unknown as z.ZodType<ResumeReport>;

const tradingChange = z.strictObject({
  number: z.number().int().positive(),
  atMs: z.number(),
  state: z.enum(TRADING_STATES),
  origin: z.enum(['person', 'breaker']),
  by: z.string(),
  reason: z.string(),
  inFlight: z.enum(IN_FLIGHT_POLICIES),
});

const tradingReport = {
  state: z.enum(TRADING_STATES),
  reason: z.string().optional(),
  wantsProbe: z.literal(true).optional(),
  openTrades: z.number().int().nonnegative(),
  change: tradingChange.optional(),
  haltFile: z.enum(['present', 'unreadable']).optional(),
};

/** What the owner trades. */
export const tradingStateMessage = z.strictObject(
  tradingReport,
) as unknown as z.ZodType<TradingStateReport>;

/** What came of a decision about trading. */
export const tradingOutcomeMessage = z.strictObject({
  ...tradingReport,
  change: tradingChange,
  inFlight: z.array(
    z.strictObject({
      key: z.string(),
      side: z.enum(['buy', 'sell']),
      tokenAddress: z.string(),
      signature: z.string(),
      deathHeight: z.string(),
      isKeptBack: z.boolean(),
    }),
  ),
}) as unknown as z.ZodType<TradingStateOutcome>;

/** Token accounts as the owner judges them. */
export const reclaimMessage = z.strictObject({
  wallet: z.string(),
  accounts: z.array(
    z.strictObject({
      address: z.string(),
      mint: z.string(),
      tokenProgram: z.string(),
      lamports: z.bigint(),
      units: z.bigint(),
      verdict: z.enum(['closable', ...Object.keys(KEPT_REASONS)]),
    }),
  ),
}) as unknown as z.ZodType<ReclaimReport>;

/** A wallet as the owner holds it against its journal. */
export const reconciliationMessage = z.strictObject({
  wallet: z.string(),
  assets: z.array(
    z.strictObject({
      asset: z.string(),
      decimals: z.number().int().nonnegative(),
      openTrades: z.number().int().nonnegative(),
      expectedUnits: z.bigint().optional(),
      foundUnits: z.bigint().optional(),
      verdict: z.enum(['even', 'surplus', 'deficit', 'disputed', 'unread']),
    }),
  ),
  historyProblem: faultMessage.optional(),
}) as unknown as z.ZodType<WalletReconciliation>;

/** An answer as it travels: exactly one of both; `null` stands for "there is none". */
export const controlAnswer = z.union([
  z.strictObject({ protocol: z.literal(CONTROL_PROTOCOL), value: z.unknown() }),
  z.strictObject({ protocol: z.literal(CONTROL_PROTOCOL), fault: faultMessage }),
]);

const BIGINT_FIELD = '$bigint';

/** JSON that keeps whole numbers of any size, which faults carry. */
export function encodeMessage(message: unknown): string {
  return JSON.stringify(message, (_, value: unknown) =>
    typeof value === 'bigint' ? { [BIGINT_FIELD]: String(value) } : value,
  );
}

/** @throws Error when the text is not JSON. */
export function decodeMessage(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !(BIGINT_FIELD in value)) return value;
    const digits = value[BIGINT_FIELD];
    return typeof digits === 'string' && /^-?\d{1,40}$/u.test(digits) ? BigInt(digits) : value;
  });
}
