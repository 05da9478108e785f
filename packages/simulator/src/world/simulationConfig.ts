import type { SwapDecoder } from '@quantbot/core';
import { createNodePlatform, JOURNAL_FILE } from '@quantbot/executor';
import { compileConfig, type CompiledConfig } from '@quantbot/executor/simulation';

import type { LimitFacts } from '../checks/history.ts';
import type { Schedule } from '../schedule/schedule.ts';

const DATA_DIRECTORY = 'data';

/** Where a wallet's disk has its journal. */
export const JOURNAL_PATH = `${DATA_DIRECTORY}/${JOURNAL_FILE}`;

const BLOCK_ENGINE = 'https://engine.test';

/** Bounds every executor of the simulation is given. */
export const LIMITS: LimitFacts = {
  tradeLamportsMax: 100_000_000n,
  solReserveLamportsMin: 10_000_000n,
  openTradesMax: 4,
  exposureLamportsMax: 160_000_000n,
  dailyVolumeLamportsMax: 400_000_000n,
  priorityFeeLamportsMax: 1_000_000n,
  tipLamportsMax: 1_000_000n,
  publicSlippageBpsMax: 300,
  derivedKeyWindowMs: 60_000,
};

let compiled: CompiledConfig | undefined;

/** The configuration of a schedule's executors; their clock and their machine come later. */
export function simulationConfig(schedule: Schedule, decoder: SwapDecoder): CompiledConfig {
  // Checked once: only what a schedule decides is different from one to the next.
  compiled ??= compileConfig({
    clock: { nowMs: () => schedule.wallClockMs },
    platform: createNodePlatform(),
    dryRun: false,
    cluster: 'sandbox',
    keypairPath: 'wallet.json',
    dataDirectory: DATA_DIRECTORY,
    rpcEndpoints: [{ url: 'https://node-0.test' }],
    allowedPrograms: [decoder.programAddress],
    decoders: [decoder],
    limits: {
      tradeLamportsMax: LIMITS.tradeLamportsMax,
      solReserveLamportsMin: LIMITS.solReserveLamportsMin,
      openTradesMax: LIMITS.openTradesMax,
      exposureLamportsMax: LIMITS.exposureLamportsMax,
      dailyVolumeLamportsMax: LIMITS.dailyVolumeLamportsMax,
    },
    priorityFeeLamportsMax: LIMITS.priorityFeeLamportsMax,
    tipLamportsMax: LIMITS.tipLamportsMax,
    publicSlippageBpsMax: LIMITS.publicSlippageBpsMax,
    derivedKeyWindowMs: LIMITS.derivedKeyWindowMs,
  });
  const { nodes, hasBlockEngine, hasSockets, maxConsecutiveFailures } = schedule;
  const { pollIntervalMs, repeatIntervalMs } = schedule;
  return {
    ...compiled,
    decoders: new Map([[decoder.programAddress, decoder]]),
    rpcEndpoints: nodes.map(({ label, operator }) => ({ url: label, operator })),
    wsEndpoints: hasSockets ? nodes.map(({ label }) => label.replace('https', 'wss')) : [],
    jitoEndpoints: hasBlockEngine ? [BLOCK_ENGINE] : [],
    lanePolicy: hasBlockEngine ? 'jito-then-rpc' : 'rpc-only',
    pollIntervalMs,
    repeatIntervalMs,
    maxConsecutiveFailures,
  };
}
