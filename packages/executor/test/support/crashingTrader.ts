/*
 * Trades once and dies on the way. A process of its own, because only a killed process shows what
 * is durable: `node --conditions=quantbot:source crashingTrader.ts '<plan as JSON>'`.
 */
import { flushCompileCache } from 'node:module';

import type { AnyExecutionRequest } from '@quantbot/core';
import {
  createExecutionAdapter,
  createNodePlatform,
  type ExecutorPlatform,
} from '@quantbot/executor';
import { createSandboxSwapDecoder } from '@quantbot/sandbox';

import { isSend } from './heldLane.ts';

/** What to trade, where, and when to die. */
export interface CrashPlan {
  readonly dieAt: 'before-journal' | 'before-send' | 'after-send';
  readonly settings: {
    readonly cluster: 'sandbox';
    readonly rpcEndpoint: string;
    readonly jitoEndpoint: string;
    readonly jupiterEndpoint: string;
    readonly keypairPath: string;
    readonly dataDirectory: string;
    readonly allowedPrograms: readonly string[];
    readonly allowSingleWitness: boolean;
    readonly pollIntervalMs: number;
  };
  readonly request: AnyExecutionRequest;
}

const LIMITS = {
  tradeLamportsMax: 5_000_000_000n,
  solReserveLamportsMin: 10_000_000n,
  openTradesMax: 4,
};

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('the process outlived SIGKILL');
}

function mortalPlatform(dieAt: CrashPlan['dieAt']): ExecutorPlatform {
  const machine = createNodePlatform();
  return {
    ...machine,
    importEd25519Seed: (seed) => {
      const key = machine.importEd25519Seed(seed);
      return dieAt === 'before-journal' ? { ...key, sign: die } : key;
    },
    http: async (request) => {
      if (!isSend(request)) return machine.http(request);
      if (dieAt === 'before-send') die();
      const response = await machine.http(request);
      return dieAt === 'after-send' ? die() : response;
    },
  };
}

// Otherwise written at an orderly end, and this one has none.
flushCompileCache();
const plan = JSON.parse(process.argv[2] ?? '') as CrashPlan;
const adapter = createExecutionAdapter({
  ...plan.settings,
  clock: { nowMs: () => Date.now() },
  dryRun: false,
  limits: LIMITS,
  decoders: [createSandboxSwapDecoder()],
  platform: mortalPlatform(plan.dieAt),
});
await adapter.execute(plan.request);
throw new Error('the trade ended and the process lives');
