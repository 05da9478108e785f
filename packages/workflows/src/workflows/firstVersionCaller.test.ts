/**
 * Written as a caller of the first version of the port wrote it: these are its types, its fields
 * and its implementations, and they have to compile and to behave as before.
 */
import {
  createTokenAddress,
  type ClockPort,
  type ExecutionPort,
  type ExecutionRequest,
  type ExecutionResult,
  type MarketDataPort,
  type StatePort,
  type TelemetryPort,
} from '@quantbot/core';
import {
  createExecutionStubAdapter,
  createProductionPorts,
  type ProductionPorts,
} from '@quantbot/workflows';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const tokenAddress = createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v');

/** An adapter of the caller's own, by hand, with the request type it always had. */
class PaperExecution implements ExecutionPort {
  readonly amounts: number[] = [];

  async execute(request: ExecutionRequest): Promise<ExecutionResult> {
    const amount: number = request.amount;
    this.amounts.push(amount);
    const networkFee = 5_000;
    const priorityFee = request.priorityFee ?? 0;
    return {
      success: true,
      txSignature: 'paper',
      executedPrice: 0.5,
      executedAmount: amount / 0.5,
      fees: { networkFee, priorityFee, totalFee: networkFee + priorityFee },
    };
  }

  async isAvailable(): Promise<boolean> {
    return true;
  }
}

/** Another, as an object literal. */
const brokenExecution: ExecutionPort = {
  async execute(request: ExecutionRequest): Promise<ExecutionResult> {
    return { success: false, error: `No ${request.side} of ${request.amount} today` };
  },
  async isAvailable() {
    return false;
  },
};

async function buyOnce(ports: { execution: ExecutionPort; clock: ClockPort }): Promise<string> {
  if (!(await ports.execution.isAvailable())) return 'not available';
  const request: ExecutionRequest = {
    tokenAddress,
    chain: 'solana',
    side: 'buy',
    amount: 1,
    slippageBps: 100,
  };
  const result = await ports.execution.execute(request);
  if (!result.success) return result.error ?? 'failed';
  const fee = result.fees?.totalFee ?? 0;
  return `${result.txSignature ?? ''} ${result.executedAmount ?? 0} for ${fee}`;
}

describe('a caller of the first version', () => {
  const clock: ClockPort = { nowMs: () => 0 };

  // The tests say the same on a machine that is set up to trade.
  beforeEach(() => {
    for (const name of ['EXECUTION_ADAPTER', 'USE_REAL_EXECUTION', 'EXECUTION_DRY_RUN']) {
      vi.stubEnv(name, '');
    }
    vi.stubEnv('EXECUTION_CONFIG', '');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('runs against an adapter of its own', async () => {
    const execution = new PaperExecution();
    expect(await buyOnce({ execution, clock })).toBe('paper 2 for 5000');
    expect(execution.amounts).toEqual([1]);
    expect(await buyOnce({ execution: brokenExecution, clock })).toBe('not available');
  });

  it('runs against the stub, made with nothing or with the old settings', async () => {
    const execution = createExecutionStubAdapter();
    expect(await buyOnce({ execution, clock })).toMatch(/^dry-run-\S+ 1000 for 5000$/u);
    const settings = {
      dryRun: true,
      maxConsecutiveFailures: 5,
      enableIdempotency: true,
      simulatedDelayMs: 0,
    };
    const configured = createExecutionStubAdapter(settings);
    expect(await buyOnce({ execution: configured, clock })).toMatch(/^dry-run-/u);
  });

  it('runs on production ports made from a database path', async () => {
    const ports: ProductionPorts = await createProductionPorts(':memory:');
    const marketData: MarketDataPort = ports.marketData;
    const state: StatePort = ports.state;
    const telemetry: TelemetryPort = ports.telemetry;
    expect(await buyOnce(ports)).toMatch(/^dry-run-/u);
    expect(await marketData.fetchMetadata({ tokenAddress })).toBeNull();
    expect((await state.set({ key: 'bought', value: true })).success).toBe(true);
    telemetry.emitMetric({ name: 'bought', type: 'counter', value: 1 });
    await ports.close();
  });
});
