import type { Fault } from '@quantbot/core';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { callFailure } from './callFailure.ts';
import type { ChainNode, SendAnswer } from './chainNode.ts';
import {
  createEndpointGuard,
  withReason,
  type EndpointFailure,
  type EndpointGuard,
  type EndedCall,
  type EndpointHealth,
} from './endpointGuard.ts';
import { createStrangerMemory, StrangerNodeError, type StrangerMemory } from './strangerMemory.ts';

/**
 * A node whose calls are budgeted and watched, reads and sends apart. Once it tells of another chain
 * than the one that trades are bound to, every read but that of its genesis hash rejects.
 */
export interface GuardedNode extends ChainNode {
  readonly reads: EndpointGuard;
  readonly sends: EndpointGuard;
  /** Why it is not believed: it told of another chain. `undefined` while it is. */
  stranger(): Fault | undefined;
}

/** The node is left alone for a while, or has no budget left: that is no answer. */
export class NodeRestingError extends Error {
  constructor(label: string, { reason, waitMs }: { reason: string; waitMs: number }) {
    super(`${label} is not asked: ${reason} for ${Math.ceil(waitMs)} ms`);
    this.name = 'NodeRestingError';
  }
}

/** Budgets of a node. */
export interface NodeBudgets {
  readonly readsPerSecondMax: number;
  readonly sendsPerSecondMax: number;
}

/** What a guarded node is made of. */
export interface GuardNodeOptions {
  readonly platform: Pick<ExecutorPlatform, 'monotonicMs' | 'delay'>;
  readonly budgets: NodeBudgets;
  /** There is no other node: a read waits out a rest it asked for and is made again. */
  readonly isOnlyNode?: boolean;
  /** Genesis hash that trades are bound to. @defaultValue none, and no node is a stranger */
  readonly bound?: () => string | undefined;
  /** Called when the node tells of another chain than the one that trades are bound to. */
  readonly onStranger?: (label: string, genesisHash: string) => void;
  readonly onChange?: (health: EndpointHealth) => void;
  readonly onCall?: (call: EndedCall) => void;
}

/** Longest that a read waits for budget, milliseconds. */
const BUDGET_WAIT_MS_MAX = 2_000;

/** Times that a read is made of the only node while it answers with a limit. */
const LIMITED_TRIES_MAX = 3;

/**
 * Puts budgets and a circuit around a node. A read over budget waits a moment; a read of a node
 * that rests is no answer at once, so that the next node is asked. Where there is no next one it
 * waits as well: one limit in twenty answers would otherwise deny most trades.
 */
export function guardNode(node: ChainNode, options: GuardNodeOptions): GuardedNode {
  const { platform, budgets, isOnlyNode = false, onChange, onCall } = options;
  const { label, operator } = node;
  const told = { ...(onChange && { onChange }), ...(onCall && { onCall }) };
  const shared = { kind: 'node', label, platform, ...told } as const;
  const reads = createEndpointGuard({
    ...shared,
    purpose: 'reads',
    perSecondMax: budgets.readsPerSecondMax,
  });
  const sends = createEndpointGuard({
    ...shared,
    purpose: 'sends',
    perSecondMax: budgets.sendsPerSecondMax,
  });
  const { memory, refuseStranger } = strangerOf(label, options);
  const call = async <Answer>(question: () => Promise<Answer>): Promise<Answer> => {
    for (let tries = 1; ; tries += 1) {
      if (reads.refusal() !== undefined) await awaitBudget(reads, { label, platform, isOnlyNode });
      try {
        return await reads.call(question, { thrown: readFailure });
      } catch (cause) {
        const { kind } = callFailure(cause);
        if (kind === 'failed') memory.forget();
        if (!isOnlyNode || kind !== 'throttled' || tries >= LIMITED_TRIES_MAX) throw cause;
      }
    }
  };
  /** Asked before and after: what it is may be found out while it answers. */
  const read = async <Answer>(question: () => Promise<Answer>): Promise<Answer> => {
    refuseStranger();
    const answer = await call(question);
    refuseStranger();
    return answer;
  };
  return {
    label,
    operator,
    reads,
    sends,
    stranger: () => memory.fault(),
    genesisHash: async () => {
      const askedAtMs = platform.monotonicMs();
      const genesisHash = await call(async () => node.genesisHash());
      memory.note(genesisHash, askedAtMs);
      return genesisHash;
    },
    toldOursAtMs: () => memory.toldOursAtMs(),
    latestBlockhash: async () => read(async () => node.latestBlockhash()),
    blockHeight: async (commitment) => read(async () => node.blockHeight(commitment)),
    finalized: async () => read(async () => node.finalized()),
    firstAvailableSlot: async () => read(async () => node.firstAvailableSlot()),
    isBlockhashValid: async (blockhash) => read(async () => node.isBlockhashValid(blockhash)),
    knowsBlockhash: async (blockhash) => read(async () => node.knowsBlockhash(blockhash)),
    accounts: async (addresses, slot) => read(async () => node.accounts(addresses, slot)),
    finalAccounts: async (addresses) => read(async () => node.finalAccounts(addresses)),
    accountHeads: async (addresses, bytes) => read(async () => node.accountHeads(addresses, bytes)),
    tokenAccountsOf: async (wallet, program) =>
      read(async () => node.tokenAccountsOf(wallet, program)),
    signatureStatuses: async (signatures, search) =>
      read(async () => node.signatureStatuses(signatures, search)),
    transaction: async (signature, commitment) =>
      read(async () => node.transaction(signature, commitment)),
    signaturesOf: async (address, page) => read(async () => node.signaturesOf(address, page)),
    simulate: async (wire, accounts) => read(async () => node.simulate(wire, accounts)),
    recentFees: async (accounts) => read(async () => node.recentFees(accounts)),
    minimumRentLamports: async (bytes) => read(async () => node.minimumRentLamports(bytes)),
    send: async (wire) =>
      sends.call(async () => node.send(wire), { answered: sendFailure, thrown: readFailure }),
  };
}

/** What is known of the chain that a node is on. */
function strangerOf(
  label: string,
  { platform, bound = unbound, onStranger }: GuardNodeOptions,
): { readonly memory: StrangerMemory; readonly refuseStranger: () => void } {
  const memory = createStrangerMemory({
    label,
    bound,
    platform,
    onStranger: (genesisHash) => onStranger?.(label, genesisHash),
  });
  return {
    memory,
    refuseStranger: () => {
      if (memory.fault() !== undefined) throw new StrangerNodeError(label);
    },
  };
}

function unbound(): undefined {
  return undefined;
}

interface BudgetWait {
  readonly label: string;
  readonly platform: Pick<ExecutorPlatform, 'monotonicMs' | 'delay'>;
  readonly isOnlyNode: boolean;
}

/**
 * Waits until a read is inside the budget.
 *
 * @throws NodeRestingError when the node rests, or when the wait would be long.
 */
async function awaitBudget(
  reads: EndpointGuard,
  { label, platform, isOnlyNode }: BudgetWait,
): Promise<void> {
  const untilMs = platform.monotonicMs() + BUDGET_WAIT_MS_MAX;
  for (;;) {
    const refusal = reads.refusal();
    if (refusal === undefined) return;
    const isTooLong = platform.monotonicMs() + refusal.waitMs > untilMs;
    const canWait = refusal.reason === 'over budget' || (isOnlyNode && refusal.isAsked === true);
    if (isTooLong || !canWait) {
      reads.skip();
      throw new NodeRestingError(label, refusal);
    }
    await platform.delay(refusal.waitMs);
  }
}

function readFailure(cause: unknown): EndpointFailure {
  return withReason(callFailure(cause), cause);
}

/** What the answer to a send says about the endpoint; a refusal of the bytes is an answer. */
export function sendFailure(answer: SendAnswer): EndpointFailure | undefined {
  if (answer.kind !== 'in-doubt') return undefined;
  return { ...(answer.failure ?? { kind: 'failed' }), reason: answer.reason };
}
