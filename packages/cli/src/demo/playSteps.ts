import type { TelemetryPort } from '@quantbot/core';
import { createExecutionAdapter, type ExecutionAdapter } from '@quantbot/executor';
import { createSandboxSwapDecoder, type Sandbox, type SandboxToken } from '@quantbot/sandbox';

import { paint } from '../output/paint.ts';
import type { StderrTelemetry } from '../output/stderrTelemetry.ts';
import { showTicks } from '../platform/showTicks.ts';
import { systemClock } from '../platform/systemClock.ts';
import type { Balances } from './chainBalances.ts';
import { checkStep, type PlayedStep } from './checkStep.ts';
import { demoDataDirectory, readDemoJournal } from './demoJournal.ts';
import type { DemoStep } from './demoStory.ts';
import { renderStep } from './renderDemo.ts';

const LIMITS = {
  tradeLamportsMax: 5_000_000_000n,
  solReserveLamportsMin: 10_000_000n,
  openTradesMax: 16,
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
  { readBalances, sandbox, token }: Scene,
  adapter: ExecutionAdapter,
  step: DemoStep,
): Promise<PlayedStep> {
  const before = await readBalances();
  if (step.isHalted === true) await adapter.changeTradingState({ state: 'halted', ...SWITCHED });
  const result = await adapter.execute(step.request);
  if (step.isHalted === true) await adapter.changeTradingState({ state: 'active', ...SWITCHED });
  const after = await readBalances();
  const trade = readDemoJournal(sandbox, (journal) =>
    journal.findByKey(step.request.idempotencyKey, step.live ? 'live' : 'dry'),
  );
  const fillLamports = trade?.fill === undefined ? undefined : BigInt(trade.fill.lamports);
  return { step, result, fillLamports, before, after, tokenDecimals: token.decimals };
}

async function awaitFinality({ slotMs, write }: Scene, adapter: ExecutionAdapter): Promise<void> {
  const seconds = Math.ceil((FINALITY_SLOTS * slotMs) / 1_000);
  write(`\n▸ Wait for finality (${FINALITY_SLOTS} slots, about ${seconds} s) `);
  await showTicks(adapter.idle(), write);
  write(`${paint.good('✔')} every landing is final\n`);
}

function openAdapter({ sandbox, telemetry }: Scene, mode: 'dry' | 'live'): ExecutionAdapter {
  return createExecutionAdapter({
    clock: systemClock,
    telemetry: withoutTrading(telemetry.port),
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
    limits: LIMITS,
  });
}

/** What the demo halts itself is told by its scene, and is no alarm. */
function withoutTrading(port: TelemetryPort): TelemetryPort {
  return {
    ...port,
    emitEvent: (event) => {
      if (!event.name.startsWith('execution.trading.')) port.emitEvent(event);
    },
  };
}
