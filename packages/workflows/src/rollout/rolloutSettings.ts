import { ExecutionError, U64_MAX } from '@quantbot/core';
import { z } from 'zod';

/** Every setting of the rollout. docs/configuration.md is made of it. */
export interface RolloutRules {
  readonly canaryShareBps: number;
  readonly canaryLamportsMax: bigint;
  readonly stepDownTrades: number;
  readonly landingRateBpsMin: number;
  readonly slippageBpsP50Max: number;
  readonly consecutiveFailuresMax: number;
  readonly shadowRunsMax: number;
  readonly shadowWaitMs: number;
  readonly shadowRecordsMax: number;
}

/** What holds when a configuration says nothing. */
export const DEFAULT_ROLLOUT: RolloutRules = {
  canaryShareBps: 1_000,
  canaryLamportsMax: 10_000_000n,
  stepDownTrades: 10,
  landingRateBpsMin: 7_000,
  slippageBpsP50Max: 100,
  consecutiveFailuresMax: 3,
  shadowRunsMax: 4,
  shadowWaitMs: 15_000,
  shadowRecordsMax: 2_000,
};

const whole = (minimum: number, maximum: number) => z.number().int().min(minimum).max(maximum);

const lamports = z
  .union(
    [
      z.string().regex(/^\d{1,20}$/u, 'expected lamports as digits'),
      z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
    ],
    'expected lamports as digits',
  )
  .transform(BigInt)
  .refine((value) => value <= U64_MAX, 'expected 0 to 2^64 - 1 lamports')
  .meta({ title: 'lamports' });

/** The field `rollout` of a configuration file. */
export const rolloutSettingsSchema = z.strictObject({
  canaryShareBps: whole(0, 10_000)
    .optional()
    .describe('Part of all pairs of strategy and token that trade really in `canary`.'),
  canaryLamportsMax: lamports
    .optional()
    .describe('Largest buy that trades really in `canary`; a larger one is shadowed.'),
  stepDownTrades: whole(1, 1_000)
    .optional()
    .describe('Newest real trades that the landing rate and the slippage are looked at over.'),
  landingRateBpsMin: whole(0, 10_000)
    .optional()
    .describe('Least part of their attempts that lands, basis points.'),
  slippageBpsP50Max: whole(0, 10_000)
    .optional()
    .describe('Most by which the middle one of their fills falls short of its quote.'),
  consecutiveFailuresMax: whole(1, 1_000)
    .optional()
    .describe('Real trades that fail on chain one after another and step the rollout down.'),
  shadowRunsMax: whole(1, 64)
    .optional()
    .describe('Shadow runs at the same time; a trade beyond them is answered and not compared.'),
  shadowWaitMs: whole(100, 120_000)
    .optional()
    .describe('Milliseconds that a shadow run is waited for.'),
  shadowRecordsMax: whole(1, 100_000)
    .optional()
    .describe('Comparisons that are kept; the oldest go first.'),
});

/** Settings of the rollout as a file has them. */
export type RolloutSettings = z.input<typeof rolloutSettingsSchema>;

/**
 * Checks settings and fills the defaults in.
 *
 * @param source - What to call them in messages.
 * @throws ExecutionError `CONFIG__FIELD_UNKNOWN`, `CONFIG__FIELD_INVALID`
 */
export function compileRollout(settings: unknown, source: string): RolloutRules {
  if (settings === undefined) return DEFAULT_ROLLOUT;
  const parsed = rolloutSettingsSchema.safeParse(settings);
  if (parsed.success) {
    const given = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
    return { ...DEFAULT_ROLLOUT, ...Object.fromEntries(given) };
  }
  const { issues } = parsed.error;
  const fields = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  if (fields.length > 0) {
    throw new ExecutionError('CONFIG__FIELD_UNKNOWN', {
      source,
      fields: fields.map((field) => `rollout.${field}`),
    });
  }
  throw new ExecutionError('CONFIG__FIELD_INVALID', {
    source,
    problems: issues.map(
      ({ path, message }) => `${['rollout', ...path].map(String).join('.')}: ${message}`,
    ),
  });
}
