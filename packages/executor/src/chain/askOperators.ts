import { fault, reasonOf, type Fault } from '@quantbot/core';

import type { ChainNode } from './chainNode.ts';
import { operatorsRequired } from './operatorsRequired.ts';

/** What one node told. */
export interface Told<Answer> {
  readonly operator: string;
  readonly answer: Answer;
}

/** How far the answers have come. */
export interface Voices {
  /** Operators that have to tell the same. */
  readonly required: number;
  /** Nobody else will answer. */
  readonly isLast: boolean;
}

/** A question that no single operator is believed in, where there are two. */
export interface OperatorsQuestion<Answer, Result> {
  /** Name of the question, for the fault. */
  readonly method: string;
  readonly ask: (node: ChainNode) => Promise<Answer>;
  /**
   * Makes one of what was told so far, by as many operators as are required or more; `undefined`
   * while they contradict each other, and then whoever is slower may decide.
   */
  readonly agree: (told: ReadonlyArray<Told<Answer>>, voices: Voices) => Result | undefined;
}

/**
 * Asks every node at once, and goes on as soon as two operators have answered, or the only one there
 * is: a node that hangs delays nothing where there are enough others.
 *
 * @returns `RPC__UNAVAILABLE` when too few answer, or do not agree.
 */
export async function askOperators<Answer, Result>(
  nodes: readonly ChainNode[],
  { method, ask, agree }: OperatorsQuestion<Answer, Result>,
): Promise<Result | Fault> {
  const required = operatorsRequired(nodes);
  const told: Array<Told<Answer>> = [];
  const failures: string[] = [];
  const { promise, resolve } = Promise.withResolvers<Result | undefined>();
  const consider = (): void => {
    if (operatorsOf(told).size < required) return;
    const isLast = told.length + failures.length === nodes.length;
    const result = agree(told, { required, isLast });
    if (result !== undefined) resolve(result);
  };
  const calls = nodes.map(async (node) => {
    try {
      told.push({ operator: node.operator, answer: await ask(node) });
    } catch (cause) {
      failures.push(`${node.label}: ${reasonOf(cause)}`);
    }
    consider();
  });
  void Promise.all(calls).then(() => resolve(undefined));
  const result = await promise;
  if (result !== undefined) return result;
  const reason =
    operatorsOf(told).size < required
      ? `${required} operators have to answer; ${failures.join('; ')}`
      : 'its operators contradict each other';
  return fault('RPC__UNAVAILABLE', { endpoint: 'all', method, reason });
}

function operatorsOf(told: ReadonlyArray<Told<unknown>>): ReadonlySet<string> {
  return new Set(told.map(({ operator }) => operator));
}
