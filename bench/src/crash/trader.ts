/*
 * One trader: takes up what its predecessor left, then trades, and dies when it is told to. A
 * process of its own, because only a killed process shows what is durable. It waits on its standard
 * input for the path of its orders, a line, and where it settles first for another line to go on.
 */
import { once } from 'node:events';
import { readFileSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

import type { EventEmission, TelemetryPort } from '@quantbot/core';
import { createExecutionAdapter, type ExecutionAdapter } from '@quantbot/executor';
import { createSandboxSwapDecoder } from '@quantbot/sandbox';

import { createMortalPlatform } from './mortalPlatform.ts';
import type { OrderedCall, TraderOrders, TraderReport } from './traderOrders.ts';

const LIMITS = {
  tradeLamportsMax: 2_000_000_000n,
  solReserveLamportsMin: 10_000_000n,
  openTradesMax: 200,
};

const RESUME_PAUSE_MS = 50;
const RESUMES_MAX = 600;

/** Synchronous, so that nothing told is lost with the process. */
function report(line: TraderReport): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

/** Nothing but what went wrong, for the parent to show when the process ends by itself. */
const SILENT: Omit<TelemetryPort, 'emitEvent'> = {
  emitMetric: () => undefined,
  startSpan: (name, operation) => ({ name, operation, startTime: 0, status: 'ok' }),
  endSpan: () => undefined,
  emitSpan: () => undefined,
};

function complain(event: EventEmission): void {
  if (event.level === 'error') writeSync(2, `${JSON.stringify(event)}\n`);
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('the process outlived SIGKILL');
}

async function call(adapter: ExecutionAdapter, ordered: OrderedCall): Promise<void> {
  const { request, copies, cancelAfterMs } = ordered;
  const key = request.idempotencyKey;
  report({ kind: 'asking', key });
  await Promise.all([
    ...Array.from({ length: copies }, async () => {
      report({ kind: 'answer', key, result: await adapter.execute(request) });
    }),
    ...(cancelAfterMs === undefined ? [] : [cancelLater(adapter, key, cancelAfterMs)]),
  ]);
}

async function cancelLater(adapter: ExecutionAdapter, key: string, delayMs: number): Promise<void> {
  await delay(delayMs);
  await adapter.cancel(key);
}

/** Makes the calls, so many at a time, in their order. */
async function callAll(
  adapter: ExecutionAdapter,
  calls: readonly OrderedCall[],
  callsAtOnce: number,
): Promise<void> {
  const waiting = calls.values();
  await Promise.all(
    Array.from({ length: callsAtOnce }, async () => {
      for (const ordered of waiting) await call(adapter, ordered);
    }),
  );
}

/** Asks until the chain could be looked at: with faults on, the first look may fail. */
async function takeUp(adapter: ExecutionAdapter): Promise<void> {
  let { problem } = await adapter.resume();
  for (let asked = 1; problem !== undefined; asked += 1) {
    if (asked >= RESUMES_MAX) throw new Error(`nothing is taken up: ${problem.message}`);
    await delay(RESUME_PAUSE_MS);
    ({ problem } = await adapter.resume());
  }
  report({ kind: 'resumed' });
}

async function run(orders: TraderOrders, waitForWord: () => Promise<void>): Promise<void> {
  const { settings, repeats, fresh, callsAtOnce, settlesFirst } = orders;
  const { death, openTrades, openTradesMin, pace } = orders;
  const mortal = createMortalPlatform({
    death,
    openTrades,
    openTradesMin,
    pace,
    die,
    onLoaded: () => {
      report({ kind: 'loaded' });
    },
  });
  const adapter = createExecutionAdapter({
    ...settings,
    clock: { nowMs: () => Date.now() },
    dryRun: false,
    limits: LIMITS,
    decoders: [createSandboxSwapDecoder()],
    telemetry: { ...SILENT, emitEvent: complain },
    platform: mortal.platform,
  });
  if (settlesFirst) {
    await Promise.all([takeUp(adapter), callAll(adapter, repeats, repeats.length)]);
    await adapter.idle();
    report({ kind: 'quiet' });
    await waitForWord();
    mortal.arm();
    await callAll(adapter, fresh, callsAtOnce);
  } else {
    mortal.arm();
    const atOnce = Math.max(callsAtOnce, repeats.length);
    await Promise.all([takeUp(adapter), callAll(adapter, [...repeats, ...fresh], atOnce)]);
  }
  await adapter.idle();
  report({ kind: 'done' });
  await adapter.close();
}

// A killed process leaves no cache behind for the hundreds that load the same modules after it.
flushCompileCache();
const words = createInterface({ input: process.stdin });
// The parent holds the other end and never closes it while it lives.
words.once('close', die);
const [ordersPath] = (await once(words, 'line')) as [string];
await run(JSON.parse(readFileSync(ordersPath, 'utf8')) as TraderOrders, async () => {
  await once(words, 'line');
});
words.removeListener('close', die);
words.close();
process.stdin.destroy();
