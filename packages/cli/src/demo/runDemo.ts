import type { SpanEmission } from '@quantbot/core';
import type { startSandbox, Sandbox, SandboxToken } from '@quantbot/sandbox';

import { startOrExplain } from '../platform/startOrExplain.ts';
import { paint } from '../output/paint.ts';
import { renderTradeList } from '../output/renderTrade.ts';
import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { watchStopSignals } from '../platform/watchStopSignals.ts';
import { readBalances } from './chainBalances.ts';
import type { DemoReport } from './demoJson.ts';
import { readDemoJournal } from './demoJournal.ts';
import { DEMO_FAILURES, demoSteps } from './demoStory.ts';
import { playSteps, type Scene } from './playSteps.ts';
import { renderBalances, renderSandbox, renderTimings, renderUnfilled } from './renderDemo.ts';

/** More than the demo trades. */
const JOURNAL_ROWS = 20;

/** How to play the demo. */
export interface DemoOptions {
  /** Milliseconds a slot takes. */
  readonly slotMs: number;
  /** Takes the text, piece by piece. */
  readonly write: (text: string) => void;
  /** Told what happened, once everything has agreed with the chain. */
  readonly onReport?: (report: DemoReport) => void;
  readonly start?: typeof startSandbox;
}

/** How the demo ended. */
export type DemoEnd = 'played' | 'stopped';

/**
 * Plays the demo and holds every answer against the chain. A signal to stop ends it and leaves
 * nothing behind.
 *
 * @throws Error when anything in it goes wrong, with the reason.
 */
export async function runDemo(options: DemoOptions): Promise<DemoEnd> {
  const { slotMs, write, start, onReport } = options;
  const watch = watchStopSignals();
  const stopped = watch.stopped.then((): 'stopped' => 'stopped');
  try {
    write(`${paint.strong('QuantBot execution: a token bought and sold on an embedded Solana')}\n`);
    write('\n▸ Start the sandbox\n');
    const startedAtMs = performance.now();
    const secondsSinceStart = (): string => ((performance.now() - startedAtMs) / 1_000).toFixed(1);
    const sandbox = await startOrExplain({ slotMs, tokenCount: 1 + DEMO_FAILURES }, start);
    try {
      write(`${renderSandbox(sandbox, secondsSinceStart())}\n`);
      const end = await Promise.race([stopped, play(sandbox, { slotMs, write })]);
      if (end === 'stopped') return 'stopped';
      onReport?.(end);
    } finally {
      await sandbox.stop();
    }
    const mark = paint.good('✔');
    write(`\n${mark} Everything agreed with the chain to the lamport, `);
    write(`after ${secondsSinceStart()} s in all.\n`);
    return 'played';
  } finally {
    watch.release();
  }
}

async function play(
  sandbox: Sandbox,
  { slotMs, write }: Pick<DemoOptions, 'slotMs' | 'write'>,
): Promise<DemoReport> {
  const token = firstToken(sandbox);
  const telemetry = createStderrTelemetry();
  const tokenPrograms = [...new Set(sandbox.tokens.map(({ tokenProgram }) => tokenProgram))];
  const { rpcUrl, wallet } = sandbox;
  const read = async () => readBalances({ rpcUrl, wallet, tokenPrograms });
  const scene: Scene = { sandbox, token, slotMs, telemetry, write, readBalances: read };
  const before = await read();
  const steps = demoSteps(token);
  const rehearsed = await playSteps(
    scene,
    steps.filter((step) => !step.live),
    'dry',
  );
  const traded = await playSteps(
    scene,
    steps.filter((step) => step.live),
    'live',
  );
  const after = await read();
  const trades = readDemoJournal(sandbox, (journal) => journal.list({ limit: JOURNAL_ROWS }));
  write(`\n${paint.strong('Balances, read from the chain')}\n`);
  write(`${renderBalances(token, { before, after })}\n`);
  const filled = trades.filter(({ status }) => status === 'filled');
  const others = trades.filter(({ status }) => status !== 'filled');
  write(`\n${paint.strong('Journal, newest first')}\n${renderTradeList(filled)}\n`);
  write(`\n${paint.strong('Also there: what was refused or failed')}\n`);
  write(`${renderUnfilled(others)}\n`);
  write(`\n${paint.strong('Milliseconds that each stage took')}\n`);
  const keys = new Set(filled.map(({ key }) => key));
  const isOfFilled = ({ attributes }: SpanEmission) => keys.has(String(attributes?.['key']));
  write(`${renderTimings(telemetry.spans.filter(isOfFilled))}\n`);
  return { steps: [...rehearsed, ...traded], before, after, trades, spans: telemetry.spans };
}

function firstToken({ tokens }: Sandbox): SandboxToken {
  const [token] = tokens;
  if (token === undefined) throw new Error('the sandbox has no token');
  return token;
}
