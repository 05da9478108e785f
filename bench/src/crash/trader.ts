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

import { meaningOf } from './askedBook.ts';
import { callAll } from './callAll.ts';
import { createMortalPlatform } from './mortalPlatform.ts';
import type { OrderedCall, TraderOrders, TraderReport } from './traderOrders.ts';

const LIMITS = {
  tradeLamportsMax: 2_000_000_000n,
  solReserveLamportsMin: 10_000_000n,
  openTradesMax: 200,
};

/** A caller that does not know yet asks again; a defect that answers at once must not go on for ever. */
const ASKS_MAX = 20;
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
  const cancelled =
    cancelAfterMs === undefined ? undefined : cancelLater(adapter, key, cancelAfterMs);
  // Whoever would not wait for the answer waits the next time, and holds the place of its trade.
  const { waitMs: _, ...patient } = request;
  let isKnown = await ask(adapter, request, copies);
  for (let asks = 1; !isKnown && asks < ASKS_MAX; asks += 1)
    isKnown = await ask(adapter, patient, 1);
  await cancelled;
}

/** Asks so many times at once. @returns whether the outcome is known */
async function ask(
  adapter: ExecutionAdapter,
  request: OrderedCall['request'],
  copies: number,
): Promise<boolean> {
  const key = request.idempotencyKey;
  report({ kind: 'asking', key });
  const known = await Promise.all(
    Array.from({ length: copies }, async () => {
      const result = await adapter.execute(request);
      report({ kind: 'answer', key, result });
      return meaningOf(result) !== 'open';
    }),
  );
  return known.some((isKnown) => isKnown);
}

async function cancelLater(adapter: ExecutionAdapter, key: string, delayMs: number): Promise<void> {
  await delay(delayMs);
  await adapter.cancel(key);
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
  const make = async (ordered: OrderedCall): Promise<void> => call(adapter, ordered);
  if (settlesFirst) {
    await Promise.all([takeUp(adapter), callAll({ make, repeats, fresh: [], callsAtOnce })]);
    await adapter.idle();
    report({ kind: 'quiet' });
    await waitForWord();
    mortal.arm();
    await callAll({ make, repeats: [], fresh, callsAtOnce });
  } else {
    mortal.arm();
    await Promise.all([takeUp(adapter), callAll({ make, repeats, fresh, callsAtOnce })]);
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
