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

/** Leave not to ask every node at once. */
export interface Hedge {
  /** Milliseconds that the first ones have before a further one is asked as well. */
  readonly afterMs: number;
  readonly delay: (milliseconds: number, signal: AbortSignal) => Promise<void>;
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
  /**
   * Asks no more operators than are required to begin with, and a further node when one of them
   * fails, hangs, or contradicts another. Without it every node is asked at once.
   */
  readonly hedge?: Hedge;
}

/** Why the wait for a hedge ends early. Without a reason every abort makes an error and its stack. */
const DECIDED = 'decided';

/**
 * Goes on as soon as two operators have answered, or the only one there is: a node that hangs delays
 * nothing where there are enough others.
 *
 * @returns `RPC__UNAVAILABLE` when too few answer, or do not agree.
 */
export async function askOperators<Answer, Result>(
  nodes: readonly ChainNode[],
  { method, ask, agree, hedge }: OperatorsQuestion<Answer, Result>,
): Promise<Result | Fault> {
  const required = operatorsRequired(nodes);
  const waiting = oneOfEachFirst(nodes);
  const open = new Set<ChainNode>();
  const told: Array<Told<Answer>> = [];
  const failures: string[] = [];
  const decision = Promise.withResolvers<Result | undefined>();
  const askNext = (): void => {
    const node = waiting.shift();
    if (node === undefined) return;
    open.add(node);
    void ask(node)
      .then(
        (answer) => void told.push({ operator: node.operator, answer }),
        (cause: unknown) => void failures.push(`${node.label}: ${reasonOf(cause)}`),
      )
      .then(() => {
        open.delete(node);
        consider();
      })
      .catch((cause: unknown) => {
        decided.abort(DECIDED);
        decision.reject(cause);
      });
  };
  const decided = new AbortController();
  const consider = (): void => {
    if (decided.signal.aborted) return;
    const isLast = open.size === 0 && waiting.length === 0;
    const areEnough = operatorsOf(told).size >= required;
    const result = areEnough ? agree(told, { required, isLast }) : undefined;
    if (result !== undefined || isLast) {
      decided.abort(DECIDED);
      return decision.resolve(result);
    }
    if (operatorsOf([...told, ...open]).size < required || open.size === 0) askNext();
  };
  const atOnce = hedge === undefined ? nodes.length : required;
  for (let asked = 0; asked < atOnce; asked += 1) askNext();
  if (nodes.length === 0) decision.resolve(undefined);
  if (hedge !== undefined && waiting.length > 0) {
    void hedgeOn(hedge, { askNext, isOver: () => waiting.length === 0, signal: decided.signal });
  }
  const result = await decision.promise;
  if (result !== undefined) return result;
  const reason =
    operatorsOf(told).size < required
      ? `${required} operators have to answer; ${failures.join('; ')}`
      : 'its operators contradict each other';
  return fault('RPC__UNAVAILABLE', { endpoint: 'all', method, reason });
}

interface Hedging {
  readonly askNext: () => void;
  readonly isOver: () => boolean;
  readonly signal: AbortSignal;
}

async function hedgeOn({ afterMs, delay }: Hedge, hedging: Hedging): Promise<void> {
  const { askNext, isOver, signal } = hedging;
  while (!isOver()) {
    await delay(afterMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    askNext();
  }
}

/** In their order, but a further node of an operator only after one of each. */
function oneOfEachFirst(nodes: readonly ChainNode[]): ChainNode[] {
  const operators = new Set<string>();
  const first: ChainNode[] = [];
  const further: ChainNode[] = [];
  for (const node of nodes) {
    (operators.has(node.operator) ? further : first).push(node);
    operators.add(node.operator);
  }
  return [...first, ...further];
}

function operatorsOf(voices: ReadonlyArray<{ readonly operator: string }>): ReadonlySet<string> {
  return new Set(voices.map(({ operator }) => operator));
}
