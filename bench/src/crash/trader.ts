/*
 * One trader: takes up what its predecessor left, then trades, and dies when it is told to. A
 * process of its own, because only a killed process shows what is durable:
 * `node trader.ts ORDERS.json`.
 */
import { once } from 'node:events';
import { readFileSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

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

/** Synchronous, so that nothing told is lost with the process. */
function report(line: TraderReport): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('the process outlived SIGKILL');
}

async function call(adapter: ExecutionAdapter, ordered: OrderedCall): Promise<void> {
  const { request, copies, cancel } = ordered;
  const key = request.idempotencyKey;
  report({ kind: 'asking', key });
  await Promise.all([
    ...Array.from({ length: copies }, async () => {
      report({ kind: 'answer', key, result: await adapter.execute(request) });
    }),
    ...(cancel ? [adapter.cancel(key)] : []),
  ]);
}

/** Makes the calls, so many at a time, in their order. */
async function callAll(adapter: ExecutionAdapter, orders: TraderOrders): Promise<void> {
  const waiting = orders.fresh.values();
  await Promise.all(
    Array.from({ length: orders.callsAtOnce }, async () => {
      for (const ordered of waiting) await call(adapter, ordered);
    }),
  );
}

/** Asks until the chain could be looked at: with faults on, the first look may fail. */
async function takeUp(adapter: ExecutionAdapter): Promise<void> {
  let { problem } = await adapter.resume();
  while (problem !== undefined) {
    await delay(RESUME_PAUSE_MS);
    ({ problem } = await adapter.resume());
  }
}

async function run(orders: TraderOrders): Promise<void> {
  const { settings, repeats, death, claimsBeforeDeath, pace } = orders;
  const mortal = createMortalPlatform({
    death,
    claimsBeforeDeath,
    pace,
    die,
    onLoaded: () => {
      report({ kind: 'loaded' });
    },
  });
  mortal.enter('recovery');
  const adapter = createExecutionAdapter({
    ...settings,
    clock: { nowMs: () => Date.now() },
    dryRun: false,
    limits: LIMITS,
    decoders: [createSandboxSwapDecoder()],
    platform: mortal.platform,
  });
  await Promise.all([takeUp(adapter), ...repeats.map(async (again) => call(adapter, again))]);
  await adapter.idle();
  report({ kind: 'quiet' });
  await once(process.stdin, 'data');
  mortal.enter('load');
  await callAll(adapter, orders);
  await adapter.idle();
  report({ kind: 'done' });
  await adapter.close();
  process.stdin.destroy();
}

await run(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as TraderOrders);
