import type { LanePolicy } from '@quantbot/core';

import type { ExecutionLimits } from './executionAdapterConfig.ts';

/** Swap program of the Jupiter aggregator, version 6. */
export const JUPITER_PROGRAM_ADDRESS = 'JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4';

const SECOND_MS = 1_000;

/** Every setting that holds when a configuration says nothing. docs/configuration.md is made of it. */
export const DEFAULT_SETTINGS = {
  cluster: 'mainnet-beta',
  jupiterEndpoint: 'https://api.jup.ag',
  dataDirectory: '.quantbot',
  allowedPrograms: [JUPITER_PROGRAM_ADDRESS],
  allowSingleWitness: false,
  lanePolicy: 'jito-then-rpc' satisfies LanePolicy,
  rpcSendsPerSecondMax: 50,
  rpcReadsPerSecondMax: 200,
  jitoRequestsPerSecondMax: 1,
  publicAfterSlots: 4,
  publicSlippageBpsMax: 300,
  slippageBps: 100,
  slippageBpsMax: 1_000,
  maxRetries: 2,
  deadlineMs: 90 * SECOND_MS,
  tipPercentile: 50,
  tipLamportsMax: 1_000_000n,
  priorityFeeLamportsMax: 1_000_000n,
  feeEscalationBps: 20_000,
  quoteAgeMsMax: 5 * SECOND_MS,
  derivedKeyWindowMs: 60 * SECOND_MS,
  derivedKeys: 'attach',
  walletHistoryIntervalMs: 30 * SECOND_MS,
  reconcileIntervalMs: 60 * SECOND_MS,
  pollIntervalMs: 400,
  maxConsecutiveFailures: 5,
  breakerProbeAfterMs: 60 * SECOND_MS,
  breakerProbeLamportsMax: 10_000_000n,
  breakerLandingAttempts: 20,
  breakerLandingRateBpsMin: 2_500,
  breakerDriftFills: 10,
  breakerDriftBpsMax: 200,
} as const;

/** Milliseconds between two sends of the same bytes to the same endpoint. */
export const REPEAT_INTERVAL_MS = 1_000;

/** What holds when `limits` are given and say nothing else. */
export const DEFAULT_LIMITS = {
  dailyLossMarkToMarket: false,
  riskTimeZone: 'UTC',
  orderWindowMs: 60 * SECOND_MS,
  priceAgeMsMax: 60 * SECOND_MS,
  tokenSafety: true,
  trustedTokens: [],
  transferFeeBpsMax: 0,
  alsoOnSells: [],
} as const satisfies Partial<ExecutionLimits>;

/** Name of the halt file in the data directory, where a configuration names no other path. */
export const HALT_FILE = 'HALT';

/** Milliseconds that a caller waits beyond the deadline when the request does not say. */
export const WAIT_BEYOND_DEADLINE_MS = 60 * SECOND_MS;

/** Trades that may wait for one mint of one wallet. */
export const WAITING_TRADES_MAX = 32;
