import { readAmount, type ExecutionResult } from '@quantbot/core';

import type { Balances } from './chainBalances.ts';
import type { DemoStep } from './demoStory.ts';

/** A step with what the chain said before and after it. */
export interface PlayedStep {
  readonly step: DemoStep;
  readonly result: ExecutionResult;
  readonly before: Balances;
  readonly after: Balances;
  readonly tokenDecimals: number;
}

/**
 * Holds an answer against the chain, to the lamport and to the base unit.
 *
 * @throws Error naming the figure that does not agree.
 */
export function checkStep({ step, result, before, after, tokenDecimals }: PlayedStep): void {
  const { request, live, isRepeat } = step;
  if (!result.success) throw new Error(`${step.title}: ${result.error ?? 'no reason given'}`);
  const lamportsMoved = after.lamports - before.lamports;
  const unitsMoved = tokenUnits(after, step) - tokenUnits(before, step);
  if (!live || isRepeat) {
    expectEqual(step, 'lamports moved', { chain: lamportsMoved, answer: 0n });
    expectEqual(step, 'base units moved', { chain: unitsMoved, answer: 0n });
    return;
  }
  const isBuy = request.side === 'buy';
  const reading = readAmount(result.executedAmount ?? 0, tokenDecimals);
  const units = reading.ok ? reading.units : 0n;
  expectEqual(step, 'base units moved', { chain: unitsMoved, answer: isBuy ? units : -units });
  const costs = BigInt(result.totalCostLamports ?? 0);
  if (isBuy) {
    const amountIn = BigInt(result.quoted?.amountIn ?? 0);
    expectEqual(step, 'lamports moved', { chain: lamportsMoved, answer: -(amountIn + costs) });
    return;
  }
  const least = BigInt(result.quoted?.minimumOut ?? 0) - costs;
  if (lamportsMoved >= least) return;
  throw new Error(`${step.title}: ${lamportsMoved} lamports came in, at least ${least} were due`);
}

function tokenUnits(balances: Balances, { request }: DemoStep): bigint {
  return balances.tokens.get(request.tokenAddress) ?? 0n;
}

function expectEqual(
  step: DemoStep,
  figure: string,
  { chain, answer }: { readonly chain: bigint; readonly answer: bigint },
): void {
  if (chain === answer) return;
  throw new Error(`${step.title}: ${figure}: the chain says ${chain}, the answer ${answer}`);
}
