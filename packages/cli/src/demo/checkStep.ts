import { readAmount, type ExecutionResult } from '@quantbot/core';

import type { Balances } from './chainBalances.ts';
import type { DemoRefusal, DemoStep } from './demoStory.ts';

/** A step with what the chain said before and after it. */
export interface PlayedStep {
  readonly step: DemoStep;
  readonly result: ExecutionResult;
  /** Lamports on the SOL side of the swap as journalled, `undefined` when nothing was traded. */
  readonly fillLamports: bigint | undefined;
  readonly before: Balances;
  readonly after: Balances;
  readonly tokenDecimals: number;
  /** Answers of the trades that had to fail for it, where its setting wants them. */
  readonly failures?: readonly ExecutionResult[];
}

/**
 * Holds an answer against the chain, to the lamport and to the base unit.
 *
 * @throws Error naming the figure that does not agree.
 */
export function checkStep(played: PlayedStep): void {
  const { step, result, before, after } = played;
  if (step.refusal !== undefined) requireRefused(played, step.refusal);
  else if (!result.success) throw new Error(`${step.title}: ${result.error ?? 'no reason given'}`);
  const moves = step.live && !step.isRepeat && step.refusal === undefined;
  expectEqual(step, 'lamports moved', {
    chain: after.lamports - before.lamports,
    answer: moves ? lamportsDue(played) : 0n,
  });
  expectEqual(step, 'base units moved', {
    chain: tokenUnits(after, step) - tokenUnits(before, step),
    answer: moves ? unitsDue(played) : 0n,
  });
}

/** Denied for that reason and for no other, so that the key may be used again. */
function requireRefused({ step, result }: PlayedStep, { code }: DemoRefusal): void {
  const { errorCode, keyReusable } = result;
  if (errorCode === code && keyReusable === true) return;
  const reuse = keyReusable === true ? 'may' : 'may not';
  throw new Error(
    `${step.title}: it was answered with ${errorCode ?? 'a success'} instead of ${code}, ` +
      `and its key ${reuse} be used again`,
  );
}

/** What the wallet paid or got: the swap's own lamports and every cost. */
function lamportsDue({ step, result, fillLamports }: PlayedStep): bigint {
  if (fillLamports === undefined) throw new Error(`${step.title}: the journal has no fill`);
  const costs = BigInt(result.totalCostLamports ?? 0);
  return step.request.side === 'buy' ? -(fillLamports + costs) : fillLamports - costs;
}

function unitsDue({ step, result, tokenDecimals }: PlayedStep): bigint {
  const reading = readAmount(result.executedAmount ?? 0, tokenDecimals);
  const units = reading.ok ? reading.units : 0n;
  return step.request.side === 'buy' ? units : -units;
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
