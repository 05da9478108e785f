import { outcomeOf } from '@quantbot/core';
import {
  isTerminal,
  type AttemptRecord,
  type PreparedRecord,
  type TradeRecord,
} from '@quantbot/executor';
import { z } from 'zod';

/** A trade in one row. */
export const tradeSummary = z.looseObject({
  key: z.string(),
  mode: z.enum(['live', 'dry']),
  side: z.enum(['buy', 'sell']),
  token: z.string().describe('Mint of the token.'),
  status: z.string().describe('State of the trade, docs/lifecycle.md.'),
  strategyId: z.string().optional(),
  amount: z.number().optional(),
  amountBaseUnits: z.string().optional(),
  sellPortionBps: z.number().optional(),
  createdAtMs: z.int(),
  updatedAtMs: z.int(),
  deadlineAtMs: z.int(),
  version: z.int().describe('Grows with each event of the trade.'),
  attempts: z.int().describe('Signatures made.'),
  attemptStatus: z.string().optional().describe('State of the newest attempt.'),
  deathHeight: z
    .string()
    .optional()
    .describe('Block height after which the newest attempt can land no more, while it may.'),
  unprovable: z.string().optional().describe('Why nobody can prove what became of it.'),
  reservedLamports: z.string().optional().describe('What it may take at worst.'),
  signature: z.string().optional().describe('That of the newest attempt, or of the fill.'),
  lane: z.string().optional(),
  slot: z.int().optional(),
  success: z.boolean().optional().describe('Absent while there is no answer.'),
  errorCode: z.string().optional(),
  error: z.string().optional(),
  executedPriceText: z.string().optional().describe('SOL per token.'),
  executedAmount: z.number().optional(),
  slippageBps: z.number().optional(),
  feesLamports: z.number().optional(),
  tipLamports: z.number().optional(),
  totalCostLamports: z.number().optional(),
});

/** A trade in one row. */
export type TradeSummary = z.infer<typeof tradeSummary>;

/** Writes a trade in one row. */
export function summarize(trade: TradeRecord): TradeSummary {
  const { key, mode, request, status, createdAtMs, updatedAtMs, deadlineAtMs, attempts } = trade;
  const {
    side,
    tokenAddress: token,
    strategyId,
    amount,
    amountBaseUnits,
    sellPortionBps,
  } = request;
  const attempt = newest([...attempts, ...(trade.prepared ?? [])]);
  return withoutAbsent({
    key,
    mode,
    side,
    token,
    status,
    strategyId,
    amount,
    amountBaseUnits,
    sellPortionBps,
    createdAtMs,
    updatedAtMs,
    deadlineAtMs,
    version: trade.version,
    attempts: attempts.length,
    signature: trade.fill?.signature ?? attempts.at(-1)?.signature,
    attemptStatus: attempt?.status,
    deathHeight: mayLand(attempt) ? attempt?.deathHeight : undefined,
    unprovable: attempt?.unprovable,
    reservedLamports: isTerminal(status) ? undefined : reservedLamports(trade),
    ...answerFields(trade),
  });
}

type Attempt = AttemptRecord | PreparedRecord;

function newest(attempts: readonly Attempt[]): Attempt | undefined {
  return attempts.toSorted((left, right) => left.number - right.number).at(-1);
}

/** Whether it may still get into a block for the first time. */
function mayLand(attempt: Attempt | undefined): boolean {
  const waiting: readonly string[] = ['prepared', 'signed', 'submitted', 'in_doubt'];
  return attempt !== undefined && waiting.includes(attempt.status);
}

function reservedLamports({ reserved }: TradeRecord): string | undefined {
  if (reserved === undefined) return undefined;
  const { amountLamports, feeLamports, rentLamports } = reserved;
  return String(BigInt(amountLamports) + BigInt(feeLamports) + BigInt(rentLamports));
}

function answerFields({ result, errorCode }: TradeRecord) {
  return {
    lane: result?.lane,
    slot: result?.slot,
    success: result?.success,
    errorCode: result?.errorCode ?? errorCode,
    error: result?.error,
    executedPriceText: result?.executedPriceText,
    executedAmount: result?.executedAmount,
    slippageBps: result?.slippageBps,
    feesLamports: result?.fees?.totalFee,
    tipLamports: result?.jitoTip,
    totalCostLamports: result?.totalCostLamports,
    outcome: result === undefined ? undefined : outcomeOf(result),
  };
}

function withoutAbsent(value: object): TradeSummary {
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined),
  ) as TradeSummary;
}
