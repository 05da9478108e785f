import {
  createNodePlatform,
  createExecutionAdapter,
  JOURNAL_FILE,
  openSqliteJournalReader,
} from '@quantbot/executor';
import { ExecutionError, reasonOf } from '@quantbot/core';
import {
  createSandboxSwapDecoder,
  startSandbox,
  type Sandbox,
  type SandboxToken,
} from '@quantbot/sandbox';

import { paint } from '../output/paint.ts';
import { renderTradeList } from '../output/renderTrade.ts';
import { createStderrTelemetry, type StderrTelemetry } from '../output/stderrTelemetry.ts';
import { systemClock } from '../platform/systemClock.ts';
import { readBalances, type Balances } from './chainBalances.ts';
import { checkStep } from './checkStep.ts';
import { demoSteps, type DemoStep } from './demoStory.ts';
import { renderBalances, renderSandbox, renderStep, renderTimings } from './renderDemo.ts';

const LIMITS = {
  tradeLamportsMax: 5_000_000_000n,
  solReserveLamportsMin: 10_000_000n,
  openTradesMax: 16,
};

/** Slots between confirmation and finality (Solana, TowerBFT). */
const FINALITY_SLOTS = 31;

/**
 * Plays the demo and holds every answer against the chain.
 *
 * @param slotMs - Milliseconds a slot takes.
 * @throws Error when anything in it goes wrong, with the reason.
 */
export async function runDemo(slotMs: number): Promise<void> {
  say(paint.strong('QuantBot execution: a token bought and sold on an embedded Solana'));
  say('');
  say('▸ Start the sandbox');
  const startedAtMs = performance.now();
  const sandbox = await start(slotMs);
  try {
    say(renderSandbox(sandbox, performance.now() - startedAtMs));
    const [token] = sandbox.tokens;
    if (token === undefined) throw new Error('the sandbox has no token');
    await play(sandbox, token, slotMs);
  } finally {
    await sandbox.stop();
  }
  say('');
  const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
  say(`${paint.good('✔')} Everything agreed with the chain to the lamport. ${seconds} s in all.`);
}

async function start(slotMs: number): Promise<Sandbox> {
  try {
    return await startSandbox({ slotMs });
  } catch (cause) {
    throw new ExecutionError('CONFIG__SANDBOX_UNAVAILABLE', { reason: reasonOf(cause) }, { cause });
  }
}

async function play(sandbox: Sandbox, token: SandboxToken, slotMs: number): Promise<void> {
  const telemetry = createStderrTelemetry();
  const read = async (): Promise<Balances> =>
    readBalances({
      rpcUrl: sandbox.rpcUrl,
      wallet: sandbox.wallet,
      tokenPrograms: [...new Set(sandbox.tokens.map(({ tokenProgram }) => tokenProgram))],
    });
  const before = await read();
  const steps = demoSteps(token);
  const scene = { sandbox, token, telemetry, read };
  await playSteps(
    scene,
    steps.filter((step) => !step.live),
    { live: false },
  );
  await playSteps(
    scene,
    steps.filter((step) => step.live),
    { live: true, slotMs },
  );
  const after = await read();
  say('');
  say(paint.strong('Balances, read from the chain'));
  say(renderBalances(token, { before, after }));
  say('');
  say(paint.strong('Journal, newest first'));
  say(readJournal(sandbox));
  say('');
  say(paint.strong('Stage timings'));
  say(renderTimings(telemetry.spans));
}

interface Scene {
  readonly sandbox: Sandbox;
  readonly token: SandboxToken;
  readonly telemetry: StderrTelemetry;
  readonly read: () => Promise<Balances>;
}

async function playSteps(
  scene: Scene,
  steps: readonly DemoStep[],
  mode: { readonly live: false } | { readonly live: true; readonly slotMs: number },
): Promise<void> {
  const { sandbox, telemetry, token, read } = scene;
  const adapter = createExecutionAdapter({
    clock: systemClock,
    telemetry: telemetry.port,
    dryRun: !mode.live,
    cluster: 'sandbox',
    rpcEndpoint: sandbox.rpcUrl,
    wsEndpoint: sandbox.wsUrl,
    jitoEndpoint: sandbox.jitoUrl,
    jupiterEndpoint: sandbox.jupiterUrl,
    keypairPath: sandbox.keypairPath,
    dataDirectory: dataDirectory(sandbox),
    allowedPrograms: sandbox.allowedPrograms,
    decoders: sandbox.allowedPrograms.map((program) => createSandboxSwapDecoder(program)),
    allowSingleWitness: true,
    limits: LIMITS,
  });
  try {
    for (const step of steps) {
      say('');
      say(`▸ ${step.title}`);
      const before = await read();
      const result = await adapter.execute(step.request);
      const played = { step, result, before, after: await read(), tokenDecimals: token.decimals };
      checkStep(played);
      say(renderStep(played));
    }
    if (!mode.live) return;
    const seconds = Math.ceil((FINALITY_SLOTS * mode.slotMs) / 1_000);
    say('');
    say(`▸ Wait for finality (${FINALITY_SLOTS} slots, about ${seconds} s)`);
    await adapter.idle();
    say(`${paint.good('✔')} every landing is final`);
  } finally {
    await adapter.close();
  }
}

function readJournal(sandbox: Sandbox): string {
  const path = `${dataDirectory(sandbox)}/${JOURNAL_FILE}`;
  const journal = openSqliteJournalReader(path, createNodePlatform());
  try {
    return renderTradeList(journal.list({ limit: 10 }));
  } finally {
    journal.close();
  }
}

function dataDirectory(sandbox: Sandbox): string {
  return `${sandbox.directory}/data`;
}

function say(line: string): void {
  console.log(line);
}
