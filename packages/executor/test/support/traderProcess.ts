/*
 * An adapter in a process of its own, driven by lines on its standard input:
 * `node --conditions=quantbot:source traderProcess.ts '<plan as JSON>'`. Each line is a call as
 * JSON, each line of output its answer.
 */
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';

import type { AnyExecutionRequest } from '@quantbot/core';
import {
  createExecutionAdapter,
  createNodePlatform,
  type ExecutionSettings,
  type ExecutorPlatform,
  type TradingStateDecision,
} from '@quantbot/executor';
import { createSandboxSwapDecoder } from '@quantbot/sandbox';

import { isSend } from './heldLane.ts';
import { WIDE_LIMITS } from './wideLimits.ts';

/** How a trader is set up. */
export interface TraderPlan {
  readonly settings: ExecutionSettings;
  readonly dryRun: boolean;
  /** True keeps every transaction to itself: nothing of it reaches a lane. */
  readonly sendsNothing: boolean;
  /** Lamports as text, where it is not to be the default. */
  readonly tipLamportsMax?: string;
}

/** What a trader is asked for. */
export type TraderCall =
  | { readonly name: 'execute'; readonly request: AnyExecutionRequest }
  | { readonly name: 'lookup' | 'cancel'; readonly key: string }
  | { readonly name: 'changeTradingState'; readonly decision: TradingStateDecision }
  | { readonly name: 'resume' | 'tradingState' | 'idle' | 'close' };

/** What a trader answers. */
export interface TraderAnswer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

const plan = JSON.parse(process.argv[2] ?? '') as TraderPlan;
// Otherwise written at an orderly end, and most of these are killed.
flushCompileCache();

function platformOf({ sendsNothing }: TraderPlan): ExecutorPlatform {
  const machine = createNodePlatform();
  if (!sendsNothing) return machine;
  return {
    ...machine,
    http: async (request) =>
      isSend(request) ? new Promise<never>(() => undefined) : machine.http(request),
  };
}

const adapter = createExecutionAdapter({
  ...plan.settings,
  clock: { nowMs: () => Date.now() },
  dryRun: plan.dryRun,
  limits: WIDE_LIMITS,
  ...(plan.tipLamportsMax === undefined ? {} : { tipLamportsMax: BigInt(plan.tipLamportsMax) }),
  decoders: [createSandboxSwapDecoder()],
  platform: platformOf(plan),
});

async function perform(call: TraderCall): Promise<unknown> {
  switch (call.name) {
    case 'execute':
      return adapter.execute(call.request);
    case 'lookup':
    case 'cancel':
      return adapter[call.name](call.key);
    case 'changeTradingState':
      return adapter.changeTradingState(call.decision);
    case 'resume':
    case 'tradingState':
    case 'idle':
    case 'close':
      return adapter[call.name]();
    default:
      return call satisfies never;
  }
}

function say(answer: TraderAnswer): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, call } = JSON.parse(line) as { readonly id: number; readonly call: TraderCall };
  void perform(call).then(
    (value) => {
      say({ id, value });
    },
    (cause: unknown) => {
      say({ id, error: String(cause) });
    },
  );
}
await adapter.close();
