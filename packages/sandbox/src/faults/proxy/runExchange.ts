import { setTimeout as sleep } from 'node:timers/promises';

import type { FaultAction, FaultKind, FaultOf } from '../plan/faultAction.ts';
import type { ChosenFault } from '../plan/faultDirector.ts';
import type { Exchange, Outcome, Reply } from './exchange.ts';
import type { Forward } from './forwardRequest.ts';
import { errorBody, jsonReply, statusReply } from './reply.ts';
import { swallowedReply } from './swallowedReply.ts';
import { corruptReply } from './corruptReply.ts';
import { turnHostile } from './turnHostile.ts';

/** What an exchange is run with. */
export interface ExchangeParts {
  readonly chosen: readonly ChosenFault[];
  readonly forward: Forward;
  /** Turns the chain's answer into the one of a node that lags by so many slots. */
  readonly view: (exchange: Exchange, reply: Reply, lag: LagView) => Promise<Reply>;
  /** Makes one lie part of the answer; the same object when there is nothing to lie about. */
  readonly lie: (exchange: Exchange, reply: Reply, action: FaultAction) => Promise<Reply>;
}

/** How far behind an answer is to be. */
export interface LagView {
  readonly lagSlots: number;
}

/**
 * Runs one request through its faults: first what happens on the way there, then the service's
 * answer as the pretended node would give it, then what happens on the way back.
 */
export async function runExchange(exchange: Exchange, parts: ExchangeParts): Promise<Outcome> {
  const leaves: (() => void)[] = [];
  try {
    await holdRequest(parts.chosen, leaves);
    const instead = answerInstead(exchange, parts.chosen);
    if (instead !== undefined) return instead;
    const reply = await forwardCopies(exchange, parts);
    return await passBack(await alterReply({ exchange, parts, reply }), parts.chosen);
  } finally {
    for (const leave of leaves) leave();
  }
}

/** Faults of one kind among the chosen ones. */
export function faultsOf<Kind extends FaultKind>(
  chosen: readonly ChosenFault[],
  kind: Kind,
): ChosenFault<FaultOf<Kind>>[] {
  return chosen.filter((fault): fault is ChosenFault<FaultOf<Kind>> => fault.action.kind === kind);
}

/** Waits as long as a delay says, jitter included. */
export async function waitOut({
  action,
  chance,
  record,
}: ChosenFault<FaultOf<'delay'>>): Promise<void> {
  record();
  // A long delay is no reason for the process to live on.
  await sleep(action.delayMs + Math.floor(chance * action.jitterMs), undefined, { ref: false });
}

async function holdRequest(chosen: readonly ChosenFault[], leaves: (() => void)[]): Promise<void> {
  for (const delay of faultsOf(chosen, 'delay')) {
    if (delay.action.when === 'request') await waitOut(delay);
  }
  for (const reorder of faultsOf(chosen, 'reorder')) {
    leaves.push(await reorder.gate.enter());
    reorder.record();
  }
}

/** The first fault in the plan that keeps the request from the service decides the answer. */
function answerInstead(exchange: Exchange, chosen: readonly ChosenFault[]): Outcome | undefined {
  for (const { action, record } of chosen) {
    const instead = insteadOf(exchange, action);
    if (instead === undefined) continue;
    record();
    return instead;
  }
  return undefined;
}

function insteadOf(exchange: Exchange, action: FaultAction): Outcome | undefined {
  if (action.kind === 'drop') return { kind: action.how ?? 'close' };
  if (action.kind === 'httpError') return { kind: 'reply', reply: statusReply(action) };
  if (action.kind === 'rpcError' && exchange.call !== undefined) {
    const { code, message, data } = action;
    return { kind: 'reply', reply: jsonReply(errorBody(exchange.call, { code, message, data })) };
  }
  if (action.kind !== 'swallow') return undefined;
  const reply = swallowedReply(exchange);
  return reply && { kind: 'reply', reply };
}

async function forwardCopies(exchange: Exchange, parts: ExchangeParts): Promise<Reply> {
  const first = parts.forward(exchange);
  for (const { action, record } of faultsOf(parts.chosen, 'duplicate')) {
    record();
    for (let copy = 1; copy < action.copies; copy += 1) {
      // Only the first answer is the client's; what the service thinks of a copy is its own affair.
      parts.forward(exchange).catch(() => undefined);
    }
  }
  return first;
}

async function alterReply({
  exchange,
  parts,
  reply,
}: {
  exchange: Exchange;
  parts: ExchangeParts;
  reply: Reply;
}): Promise<Reply> {
  const lags = faultsOf(parts.chosen, 'lag');
  const lagSlots = lags.reduce((sum, { action }) => sum + action.slots, 0);
  let altered = await parts.view(exchange, reply, { lagSlots });
  if (altered !== reply) for (const { record } of lags) record();
  for (const { action, record } of parts.chosen) {
    const lied = await parts.lie(exchange, altered, action);
    const changed = turnHostile(corruptReply(exchange, lied, action), action);
    if (changed === altered) continue;
    record();
    altered = changed;
  }
  return altered;
}

async function passBack(reply: Reply, chosen: readonly ChosenFault[]): Promise<Outcome> {
  for (const delay of faultsOf(chosen, 'delay')) {
    if (delay.action.when === 'reply') await waitOut(delay);
  }
  const [lost] = faultsOf(chosen, 'loseReply');
  if (lost === undefined) return { kind: 'reply', reply };
  lost.record();
  const { how } = lost.action;
  return how === 'badGateway'
    ? { kind: 'reply', reply: statusReply({ status: 502 }) }
    : { kind: how };
}
