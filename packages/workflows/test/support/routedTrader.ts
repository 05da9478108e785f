/*
 * Trades once, as the environment says, and dies on the way. A process of its own, because only a
 * killed process shows what is durable:
 * `node --conditions=quantbot:source routedTrader.ts '<plan as JSON>'`.
 */
import { flushCompileCache } from 'node:module';

import type { AnyExecutionRequest, TelemetryPort } from '@quantbot/core';
import { createExecutionAdapter, type ExecutionAdapterConfig } from '@quantbot/executor';
import { createSandboxSwapDecoder } from '@quantbot/sandbox';
import { createProductionPorts, silentTelemetry } from '@quantbot/workflows';

/** What to trade, where, and when to die. */
export interface RoutedPlan {
  /**
   * `routed`: its route is written down, and no adapter was called. `quoting`: it is claimed, and
   * nothing is signed. `sending`: the signature is
   * durable, and no byte has left. `answered`: the adapter has answered, and what came of the request
   * is not noted.
   */
  readonly dieAt: 'routed' | 'quoting' | 'sending' | 'answered';
  readonly env: Readonly<Record<string, string>>;
  readonly request: AnyExecutionRequest;
}

function die(_answer?: unknown): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('the process outlived SIGKILL');
}

function mortalTelemetry(dieAt: RoutedPlan['dieAt']): TelemetryPort {
  return {
    ...silentTelemetry,
    emitMetric: ({ name }) => {
      if (dieAt === 'routed' && name === 'quantbot_rollout_routes_total') die();
    },
  };
}

/** The real adapter of a process that dies with the answer in its hands, where the plan says so. */
function mortalAdapter(dieAt: RoutedPlan['dieAt']) {
  return (config: ExecutionAdapterConfig) => {
    const adapter = createExecutionAdapter(config);
    const { execute } = adapter;
    if (dieAt !== 'answered') return adapter;
    return {
      ...adapter,
      execute: async (request: AnyExecutionRequest) => die(await execute(request)),
    };
  };
}

// Otherwise written at an orderly end, and this one has none.
flushCompileCache();
const { dieAt, env, request } = JSON.parse(process.argv[2] ?? '') as RoutedPlan;
const machineFetch = globalThis.fetch;
globalThis.fetch = async (url, init) => {
  const address = url instanceof Request ? url.url : `${url}`;
  if (dieAt === 'quoting' && address.includes('/swap/')) die();
  const body = typeof init?.body === 'string' ? init.body : '';
  if (dieAt === 'sending' && body.includes('"sendTransaction"')) die();
  return machineFetch(url, init);
};
const ports = await createProductionPorts(':memory:', {
  env,
  decoders: [createSandboxSwapDecoder()],
  telemetry: mortalTelemetry(dieAt),
  createAdapter: mortalAdapter(dieAt),
});
const { execution } = ports;
await execution.execute(request);
throw new Error('the trade ended and the process lives');
