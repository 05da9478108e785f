import type { ExecutionResult, TelemetryPort } from '@quantbot/core';
import {
  createExecutionAdapter,
  type ExecutionAdapter,
  type TradingState,
} from '@quantbot/executor';
import {
  createSandboxSwapDecoder,
  waitUntil,
  type FaultPlan,
  type Sandbox,
  type SandboxToken,
} from '@quantbot/sandbox';

import { paint } from '../output/paint.ts';
import type { StderrTelemetry } from '../output/stderrTelemetry.ts';
import { showTicks } from '../platform/showTicks.ts';
import { systemClock } from '../platform/systemClock.ts';
import type { Balances } from './chainBalances.ts';
import { checkStep, type PlayedStep } from './checkStep.ts';
import { demoDataDirectory, readDemoJournal } from './demoJournal.ts';
import type { DemoStep } from './demoStory.ts';
import { FAILING_KEY, failTrades } from './failTrades.ts';
import { renderFailures, renderStep } from './renderDemo.ts';

const LIMITS = {
  tradeLamportsMax: 5_000_000_000n,
  solReserveLamportsMin: 10_000_000n,
  openTradesMax: 16,
};

/** Long enough for a slow machine to look while it lasts, short enough for a demo. */
const PROBE_AFTER_MS = 4_000;
const PROBE_TIMEOUT_MS = 20_000;

/** One swap whose bytes take any output; the quote around them stays honest. */
const HOSTILE_QUOTE: FaultPlan = {
  rules: [{ target: 'venue', first: 1, action: { kind: 'hostileSwap', how: 'noMinimum' } }],
};

const SWITCHED = { reason: 'a scene of the demo', by: 'demo' };

/** Slots between confirmation and finality (Solana, TowerBFT). */
const FINALITY_SLOTS = 31;

/** Everything the steps play in. */
export interface Scene {
  readonly sandbox: Sandbox;
  readonly token: SandboxToken;
  readonly slotMs: number;
  readonly telemetry: StderrTelemetry;
  readonly write: (text: string) => void;
  readonly readBalances: () => Promise<Balances>;
}

/**
 * Plays steps that are all live or all dry, and holds each against the chain.
 *
 * @returns what was played, in order.
 * @throws Error when a trade did not do what it says.
 */
export async function playSteps(
  scene: Scene,
  steps: readonly DemoStep[],
  mode: 'dry' | 'live',
): Promise<readonly PlayedStep[]> {
  const adapter = openAdapter(scene, mode);
  const all: PlayedStep[] = [];
  try {
    for (const step of steps) {
      scene.write(`\n▸ ${step.title}\n`);
      const played = await playStep(scene, adapter, step);
      checkStep(played);
      if (step.setting === 'probe') await requireTrading(adapter, 'active');
      all.push(played);
      scene.write(`${renderStep(played)}\n`);
    }
    if (mode === 'live') await awaitFinality(scene, adapter);
    return all;
  } finally {
    await adapter.close();
  }
}

async function playStep(
  scene: Scene,
  adapter: ExecutionAdapter,
  step: DemoStep,
): Promise<PlayedStep> {
  const { readBalances, sandbox, token } = scene;
  const failures =
    step.setting === 'fiveFailures' ? await failFiveTimes(scene, adapter) : undefined;
  const before = await readBalances();
  const restore = await set(scene, adapter, step);
  const result = await adapter.execute(step.request);
  await restore?.();
  const after = await readBalances();
  const trade = readDemoJournal(sandbox, (journal) =>
    journal.findByKey(step.request.idempotencyKey, step.live ? 'live' : 'dry'),
  );
  const fillLamports = trade?.fill === undefined ? undefined : BigInt(trade.fill.lamports);
  const { decimals: tokenDecimals } = token;
  const more = failures === undefined ? {} : { failures };
  return { step, result, fillLamports, before, after, tokenDecimals, ...more };
}

/** Does what a step wants to be done before it. @returns what takes it back */
async function set(
  { sandbox, write }: Scene,
  adapter: ExecutionAdapter,
  { setting }: DemoStep,
): Promise<(() => Promise<void> | void) | undefined> {
  switch (setting) {
    case 'halted':
      await adapter.changeTradingState({ state: 'halted', ...SWITCHED });
      return async () => void (await adapter.changeTradingState({ state: 'active', ...SWITCHED }));
    case 'hostileQuote':
      sandbox.faults.apply(HOSTILE_QUOTE);
      return () => sandbox.faults.clear();
    case 'probe':
      await showTicks(awaitProbe(adapter), write);
      return undefined;
    case 'fiveFailures':
    case undefined:
      return undefined;
    default:
      return setting satisfies never;
  }
}

async function awaitProbe(adapter: ExecutionAdapter): Promise<void> {
  await waitUntil(async () => adapter.isAvailable(), {
    timeoutMs: PROBE_TIMEOUT_MS,
    description: 'the breaker to let a buy through',
  });
}

async function failFiveTimes(
  scene: Scene,
  adapter: ExecutionAdapter,
): Promise<readonly ExecutionResult[]> {
  const failures = await failTrades(scene, adapter);
  await requireTrading(adapter, 'reducing');
  if (await adapter.isAvailable()) {
    throw new Error('the breaker is open, and the adapter says that it is available');
  }
  scene.write(`${renderFailures(failures)}\n`);
  return failures;
}

async function requireTrading(adapter: ExecutionAdapter, wanted: TradingState): Promise<void> {
  const { state } = await adapter.tradingState();
  if (state !== wanted) throw new Error(`trading is ${state}; it should be ${wanted}`);
}

async function awaitFinality({ slotMs, write }: Scene, adapter: ExecutionAdapter): Promise<void> {
  const seconds = Math.ceil((FINALITY_SLOTS * slotMs) / 1_000);
  write(`\n▸ Wait for finality (${FINALITY_SLOTS} slots, about ${seconds} s) `);
  await showTicks(adapter.idle(), write);
  write(`${paint.good('✔')} every landing is final\n`);
}

/** Opens the adapter that trades in a scene. */
export function openAdapter({ sandbox, telemetry }: Scene, mode: 'dry' | 'live'): ExecutionAdapter {
  return createExecutionAdapter({
    clock: systemClock,
    telemetry: withoutScenes(telemetry.port),
    dryRun: mode === 'dry',
    cluster: 'sandbox',
    rpcEndpoint: sandbox.rpcUrl,
    wsEndpoint: sandbox.wsUrl,
    jitoEndpoint: sandbox.jitoUrl,
    jupiterEndpoint: sandbox.jupiterUrl,
    keypairPath: sandbox.keypairPath,
    dataDirectory: demoDataDirectory(sandbox),
    allowedPrograms: sandbox.allowedPrograms,
    decoders: sandbox.allowedPrograms.map((program) => createSandboxSwapDecoder(program)),
    allowSingleWitness: true,
    breakerProbeAfterMs: PROBE_AFTER_MS,
    limits: LIMITS,
  });
}

/** What the demo brings about itself is told by its scenes, and is no alarm. */
function withoutScenes(port: TelemetryPort): TelemetryPort {
  return {
    ...port,
    emitEvent: (event) => {
      const isFailure = String(event.context?.['key']).startsWith(FAILING_KEY);
      if (!isFailure && !event.name.startsWith('execution.trading.')) port.emitEvent(event);
    },
  };
}
