import type { ExecutionAdapter, ExecutionAdapterConfig } from '@quantbot/executor';
import type { FaultPlan } from '@quantbot/sandbox';

import type { TestBench } from './testBench.ts';

/** Rules of one operator's node in a fault plan. */
export type OperatorRules = NonNullable<FaultPlan['operators']>[number]['rules'];

/** Opens an adapter that knows a node of each operator and takes two for a proof. */
export function openWithAllOperators(
  bench: TestBench,
  overrides: Partial<ExecutionAdapterConfig> = {},
): ExecutionAdapter {
  const { rpcEndpoint: _rpcEndpoint, wsEndpoint: _wsEndpoint, ...config } = bench.config();
  const rpcEndpoints = bench.sandbox.operators.map(({ label, rpcUrl, wsUrl }) => ({
    url: rpcUrl,
    operator: label,
    wsUrl,
  }));
  return bench.openExactly({ ...config, rpcEndpoints, allowSingleWitness: false, ...overrides });
}

/** Lets the nodes of one operator, by its place, do something and leaves the others honest. */
export function onlyOperator(bench: TestBench, place: number, rules: OperatorRules): FaultPlan {
  const labels = bench.sandbox.operators.map(({ label }) => label);
  return {
    operators: labels.map((label, index) => ({ label, rules: index === place ? rules : [] })),
  };
}
