import { isBase58Address, LANE_POLICIES, U64_MAX } from '@quantbot/core';
import { z } from 'zod';

import { CLUSTERS } from './executionAdapterConfig.ts';

/** Lamports in JSON: digits in a string, or a whole number small enough to be exact. */
const lamports = z
  .union([
    z.bigint(),
    z.string().regex(/^\d{1,20}$/u, 'expected lamports as digits'),
    z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  ])
  .transform(BigInt)
  .refine((value) => value >= 0n && value <= U64_MAX, 'expected 0 to 2^64 - 1 lamports');

const url = (...schemes: string[]) =>
  z.string().refine((text) => schemes.includes(URL.parse(text)?.protocol ?? ''), {
    message: `expected a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
  });
const httpUrl = url('http:', 'https:');

const wholeNumber = (minimum: number, maximum: number) =>
  z.number().int().min(minimum).max(maximum);

const limits = z.strictObject({
  tradeLamportsMax: lamports,
  solReserveLamportsMin: lamports,
  openTradesMax: wholeNumber(1, 1_000),
});

/** Shape of a configuration file, and of the same fields given in code. */
export const executionSettingsSchema = z.strictObject({
  cluster: z.enum(CLUSTERS).optional(),
  rpcEndpoints: z
    .array(z.strictObject({ url: httpUrl, operator: z.string().min(1).optional() }))
    .min(1)
    .max(16)
    .optional(),
  wsEndpoint: url('ws:', 'wss:').optional(),
  jitoEndpoint: httpUrl.optional(),
  jupiterEndpoint: httpUrl.optional(),
  keypairPath: z.string().min(1).optional(),
  dataDirectory: z.string().min(1).optional(),
  allowedPrograms: z
    .array(z.string().refine(isBase58Address, 'expected a program address'))
    .min(1)
    .max(32)
    .optional(),
  limits: limits.optional(),
  allowSingleWitness: z.boolean().optional(),
  lanePolicy: z.enum(LANE_POLICIES).optional(),
  publicAfterSlots: wholeNumber(0, 150).optional(),
  publicSlippageBpsMax: wholeNumber(0, 10_000).optional(),
  slippageBps: wholeNumber(0, 10_000).optional(),
  slippageBpsMax: wholeNumber(0, 10_000).optional(),
  maxRetries: wholeNumber(0, 10).optional(),
  deadlineMs: wholeNumber(1, 300_000).optional(),
  tipPercentile: z.literal([25, 50, 75, 95, 99]).optional(),
  tipLamportsMax: lamports.refine((value) => value >= 1_000n, 'expected at least 1000').optional(),
  priorityFeeLamportsMax: lamports.optional(),
  quoteAgeMsMax: wholeNumber(100, 60_000).optional(),
  derivedKeyWindowMs: wholeNumber(0, 86_400_000).optional(),
  derivedKeys: z.enum(['attach', 'refuse']).optional(),
  pollIntervalMs: wholeNumber(10, 5_000).optional(),
  maxConsecutiveFailures: wholeNumber(1, 1_000).optional(),
});
