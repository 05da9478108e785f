import { createTokenAddress, type ExecutionPort, type ExecutionRequest } from '@quantbot/core';
import { executionPortContract, type OpenedPort } from '@quantbot/core/contract';
import { describe, expect, it } from 'vitest';

import { createManualClock } from '../testing/manualClock.ts';
import {
  createRecordingTelemetry,
  createThrowingTelemetry,
} from '../testing/recordingTelemetry.ts';
import { createExecutionStubAdapter, type ExecutionStubConfig } from './executionStubAdapter.ts';

const request: ExecutionRequest = {
  tokenAddress: createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'),
  chain: 'solana',
  side: 'buy',
  amount: 1,
  slippageBps: 100,
};

/** A stub whose simulated time is the test's: it fails, or waits, when told to. */
function create(config: ExecutionStubConfig = {}) {
  const clock = createManualClock();
  const telemetry = createRecordingTelemetry();
  const delays: number[] = [];
  const machine = { failing: false, gate: Promise.resolve() };
  const port = createExecutionStubAdapter({
    clock,
    telemetry,
    delay: async (milliseconds) => {
      delays.push(milliseconds);
      await machine.gate;
      if (machine.failing) throw new Error('no time left');
    },
    ...config,
  });
  return { port, clock, telemetry, delays, machine };
}

async function executeTimes(port: ExecutionPort, times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) await port.execute(request);
}

function openForContract(): Promise<OpenedPort> {
  const { port, machine } = create();
  return Promise.resolve({
    port,
    close: () => Promise.resolve(),
    failTrades: () => {
      machine.failing = true;
    },
  });
}

describe('the contract of the port', () => {
  const contract = executionPortContract({
    createPort: openForContract,
    token: { mint: 'DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263', decimals: 5 },
    breaker: { maxConsecutiveFailures: 5 },
  });
  for (const contractCase of contract) it(contractCase.name, contractCase.run);
});

describe('default', () => {
  it('works without any setting', async () => {
    const port = createExecutionStubAdapter();
    const result = await port.execute(request);
    expect(result.success).toBe(true);
    expect(result.txSignature).toMatch(/^dry-run-/u);
    expect(result).toMatchObject({ simulated: true, dryRun: true });
    expect(await port.isAvailable()).toBe(true);
  });

  it('answers the same request on two adapters with the same signature', async () => {
    const first = await create().port.execute(request);
    const second = await create().port.execute(request);
    expect(second.txSignature).toBe(first.txSignature);
  });

  it('takes the simulated time, once for each trade', async () => {
    const { port, delays } = create();
    await executeTimes(port, 3);
    expect(delays).toEqual([100]);
    const instant = create({ simulatedDelayMs: 0 });
    await executeTimes(instant.port, 1);
    expect(instant.delays).toEqual([]);
  });
});

describe('live', () => {
  it('fails every trade by code', async () => {
    const { port } = create({ dryRun: false });
    const result = await port.execute({ ...request, idempotencyKey: 'k' });
    expect(result).toMatchInlineSnapshot(`
      {
        "error": "The stub adapter does not trade; it only simulates. Use dryRun: true, or the real adapter (EXECUTION_ADAPTER=real).",
        "errorCode": "STUB__LIVE_NOT_IMPLEMENTED",
        "idempotencyKey": "k",
        "keyReusable": true,
        "success": false,
      }
    `);
  });

  it('counts the refusals as failures, the same request included', async () => {
    const { port } = create({ dryRun: false });
    await executeTimes(port, 5);
    expect(await port.isAvailable()).toBe(false);
    expect((await port.execute(request)).errorCode).toBe('BREAKER__OPEN');
  });
});

describe('the breaker', () => {
  it('resets after a minute of the given clock', async () => {
    const { port, clock, machine } = create();
    machine.failing = true;
    await executeTimes(port, 5);
    clock.advance(59_999);
    expect(await port.isAvailable()).toBe(false);
    expect((await port.execute(request)).error).toMatchInlineSnapshot(
      `"The circuit breaker is open after 5 consecutive failures; it lets a trade through again in 1 ms. Find out why trades fail before you repeat them."`,
    );
    clock.advance(1);
    machine.failing = false;
    expect(await port.isAvailable()).toBe(true);
    expect((await port.execute(request)).success).toBe(true);
    machine.failing = true;
    clock.advance(60_000);
    await executeTimes(port, 4);
    expect(await port.isAvailable()).toBe(true);
  });

  it('opens again when the trade it let through fails', async () => {
    const { port, clock, machine } = create();
    machine.failing = true;
    await executeTimes(port, 5);
    clock.advance(60_000);
    await executeTimes(port, 1);
    expect(await port.isAvailable()).toBe(false);
    clock.advance(59_999);
    expect(await port.isAvailable()).toBe(false);
  });

  it('lets one trade through at a time after the waiting', async () => {
    const { port, clock, machine } = create();
    machine.failing = true;
    await executeTimes(port, 5);
    clock.advance(60_000);
    let release = (): void => undefined;
    machine.gate = new Promise((resolve) => {
      release = resolve;
    });
    machine.failing = false;
    const probe = port.execute(request);
    expect(await port.isAvailable()).toBe(false);
    const second = await port.execute({ ...request, amount: 2 });
    expect(second.errorCode).toBe('BREAKER__OPEN');
    release();
    expect((await probe).success).toBe(true);
    expect(await port.isAvailable()).toBe(true);
  });

  it('counts from the given limit and time', async () => {
    const { port, clock } = create({
      dryRun: false,
      maxConsecutiveFailures: 2,
      resetAfterMs: 1_000,
    });
    await executeTimes(port, 1);
    expect(await port.isAvailable()).toBe(true);
    await executeTimes(port, 1);
    expect(await port.isAvailable()).toBe(false);
    clock.advance(1_000);
    expect(await port.isAvailable()).toBe(true);
  });

  it('tells telemetry when it opens and closes', async () => {
    const { port, clock, telemetry, machine } = create();
    machine.failing = true;
    await executeTimes(port, 5);
    clock.advance(60_000);
    machine.failing = false;
    await executeTimes(port, 1);
    const names = telemetry.events.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('execution.breaker'))).toEqual([
      'execution.breaker.open',
      'execution.breaker.closed',
    ]);
  });
});

describe('requests without a key', () => {
  it('attach to an equal trade for sixty seconds from its end', async () => {
    const { port, clock } = create();
    const first = await port.execute(request);
    clock.advance(59_999);
    expect(await port.execute(request)).toMatchObject({
      txSignature: first.txSignature,
      deduplicated: true,
    });
    clock.advance(1);
    const later = await port.execute(request);
    expect(later.deduplicated).toBeUndefined();
    expect(later.txSignature).not.toBe(first.txSignature);
  });

  it('are given a key that names the trade from then on', async () => {
    const { port, clock } = create();
    const { idempotencyKey = '', txSignature } = await port.execute(request);
    clock.advance(1e9);
    const repeat = await port.execute({ ...request, idempotencyKey });
    expect(repeat).toMatchObject({ txSignature, deduplicated: true });
  });

  it('try again after a failure', async () => {
    const { port, machine } = create();
    machine.failing = true;
    const failed = await port.execute(request);
    expect(failed.errorCode).toBe('INTERNAL__UNEXPECTED');
    expect(failed.error).toMatch(/no time left/u);
    machine.failing = false;
    const result = await port.execute(request);
    expect(result).toMatchObject({ success: true });
    expect(result.deduplicated).toBeUndefined();
  });
});

describe('without idempotency', () => {
  it('makes every call a trade of its own', async () => {
    const { port, delays } = create({ enableIdempotency: false });
    const keyed = { ...request, idempotencyKey: 'k' };
    for (const asked of [keyed, keyed, { ...keyed, amount: 2 }]) {
      const result = await port.execute(asked);
      expect(result.success).toBe(true);
      expect(result.deduplicated).toBeUndefined();
    }
    expect(delays.length).toBe(3);
  });
});

describe('bounds', () => {
  it('denies the trade that would be one too many at once', async () => {
    const { port, machine } = create();
    let release = (): void => undefined;
    machine.gate = new Promise((resolve) => {
      release = resolve;
    });
    const running = Array.from({ length: 1_000 }, (_, index) =>
      port.execute({ ...request, idempotencyKey: `k-${index}` }),
    );
    const denied = await port.execute({ ...request, idempotencyKey: 'k-1000' });
    expect(denied.errorCode).toBe('EXECUTOR__QUEUE_FULL');
    release();
    const results = await Promise.all(running);
    expect(results.every((result) => result.success)).toBe(true);
    const again = await port.execute({ ...request, idempotencyKey: 'k-1000' });
    expect(again.success).toBe(true);
  });
});

describe('telemetry', () => {
  it('counts every answer of a trade by outcome and code', async () => {
    const { port, telemetry } = create();
    await port.execute(request);
    await port.execute({ ...request, amount: 0 });
    expect(telemetry.metrics.map(({ labels }) => labels)).toEqual([
      { outcome: 'executed', code: 'none' },
      { outcome: 'denied', code: 'VALIDATE__AMOUNT_NOT_POSITIVE' },
    ]);
  });

  it('tells of every answer what it was, under its key', async () => {
    const { port, telemetry } = create();
    const { txSignature = '' } = await port.execute({ ...request, idempotencyKey: 'good' });
    const denied = await port.execute({ ...request, idempotencyKey: 'bad', amount: 0 });
    expect(denied.idempotencyKey).toBe('bad');
    expect(telemetry.events).toMatchObject([
      {
        name: 'execution.stub.executed',
        level: 'debug',
        message: `Simulated ${txSignature}.`,
        context: { key: 'good', code: '' },
      },
      {
        name: 'execution.stub.denied',
        level: 'warn',
        message: denied.error,
        context: { key: 'bad', code: 'VALIDATE__AMOUNT_NOT_POSITIVE' },
      },
    ]);
  });

  it('repeats no key that is no text', async () => {
    const { port, telemetry } = create();
    const keyed = { ...request, idempotencyKey: 7 } as unknown as ExecutionRequest;
    const denied = await port.execute(keyed);
    expect(denied.success).toBe(false);
    expect(denied).not.toHaveProperty('idempotencyKey');
    expect(telemetry.events).toHaveLength(1);
  });

  it('cannot make a trade fail', async () => {
    const { port } = create({ telemetry: createThrowingTelemetry() });
    expect((await port.execute(request)).success).toBe(true);
  });
});
