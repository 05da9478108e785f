import type {
  HistoryEntry,
  HistoryPage,
  SeenCommitment,
  SignatureStatus,
  StatusesReading,
  TokenBalance,
  TransactionReading,
} from '@quantbot/executor/simulation';

import { asTokenAccount, type Account } from './account.ts';
import { isInChainOf, type Block, type ExecutedTransaction } from './block.ts';
import type { ChainView } from './blockTree.ts';
import type { ChainCore } from './chainCore.ts';
import { executionLogs } from './executionLogs.ts';
import { toldSlot, type NodeBehaviour } from './nodeBehaviour.ts';

/** Slots that a node's cache of recent statuses goes back; older ones are in its history. */
const RECENT_SLOTS = 300n;

/** What a node reads from, and how. */
export interface NodeContext {
  readonly core: Pick<ChainCore, 'tree' | 'pending' | 'submissions' | 'weather'>;
  readonly behaviour: NodeBehaviour;
  readonly view: () => ChainView;
}

/**
 * First slot of which the node still has the block. Nothing of ours is older than the model, so a
 * node that keeps everything has it all back to the first slot of the chain, and says so.
 */
export function firstSlotOf({ core, behaviour, view }: NodeContext): bigint {
  const { historySlots } = behaviour;
  if (historySlots === undefined) return 0n;
  const first = view().processed.slot - BigInt(historySlots);
  return first > core.tree.firstSlot ? first : core.tree.firstSlot;
}

/** What the node says of signatures. */
export function readStatuses(
  context: NodeContext,
  signatures: readonly string[],
  searchHistory: boolean,
): StatusesReading {
  const { core, behaviour } = context;
  const view = context.view();
  const { slot } = view.processed;
  const kept = firstSlotOf(context);
  const first = searchHistory || slot - RECENT_SLOTS < kept ? kept : slot - RECENT_SLOTS;
  const statuses = signatures.map((signature): SignatureStatus | null => {
    if (behaviour.lies.statuses === 'null') return null;
    if (behaviour.lies.statuses === 'invented') {
      return { slot: view.finalized.slot, commitment: 'finalized', error: null };
    }
    const found = core.tree.find(signature, view.processed);
    if (found === undefined || found.block.slot < first) return null;
    return {
      slot: found.block.slot,
      commitment: commitmentOf(found.block, view),
      error: toldError(context, found),
    };
  });
  return { slot: toldSlot(behaviour, slot), statuses };
}

function commitmentOf(block: Block, view: ChainView): SeenCommitment {
  if (isInChainOf(block, view.finalized)) return 'finalized';
  return isInChainOf(block, view.confirmed) ? 'confirmed' : 'processed';
}

function toldError({ behaviour }: NodeContext, { execution }: ExecutedTransaction): string | null {
  if (execution.error === null || behaviour.lies.hidesErrors) return null;
  return JSON.stringify(execution.error);
}

/** What the node keeps of a transaction in the chain that ends with a block. */
export function readRecord(
  context: NodeContext,
  signature: string,
  tip: Block,
): TransactionReading | null {
  const found = context.core.tree.find(signature, tip);
  if (found === undefined || found.block.slot < firstSlotOf(context)) return null;
  const { transaction, execution, block } = found;
  const { accounts } = transaction;
  const altered = context.behaviour.lies.altersRecords ? ALTERED : 0n;
  return {
    slot: block.slot,
    error: toldError(context, found),
    feeLamports: execution.feeLamports,
    accountAddresses: accounts,
    signerCount: transaction.signerCount,
    preLamports: execution.before.map((account) => account?.lamports ?? 0n),
    postLamports: execution.after.map(
      (account, index) => (account?.lamports ?? 0n) + (index === 0 ? altered : 0n),
    ),
    preTokenBalances: tokenBalances(accounts, execution.before, 0n),
    postTokenBalances: tokenBalances(accounts, execution.after, altered),
    logs: executionLogs(transaction, execution),
    computeUnits: BigInt(execution.computeUnits),
  };
}

/** What a lying record has too much of each balance after. */
const ALTERED = 1_000n;

function tokenBalances(
  accounts: readonly string[],
  states: ReadonlyArray<Account | undefined>,
  altered: bigint,
): TokenBalance[] {
  return states.flatMap((state, index) => {
    const content = asTokenAccount(state)?.content;
    const account = accounts[index];
    if (content === undefined || account === undefined) return [];
    const { mint, owner, units } = content;
    return [{ account, mint, owner, amount: units + altered }];
  });
}

/** Transactions that name an address, newest first. */
export function readHistory(
  context: NodeContext,
  address: string,
  { limit, before, until }: HistoryPage,
): readonly HistoryEntry[] {
  const view = context.view();
  const first = firstSlotOf(context);
  const seen = context.core.tree
    .executedOf(address)
    .filter(({ block }) => block.slot >= first && isInChainOf(block, view.confirmed))
    .toReversed();
  const names = seen.map(({ transaction }) => transaction.signature);
  const start = before === undefined ? 0 : names.indexOf(before) + 1;
  const end = until === undefined ? -1 : names.indexOf(until);
  if (before !== undefined && start === 0) return [];
  return seen
    .slice(start, end < 0 ? undefined : end)
    .slice(0, limit)
    .map((found) => ({
      signature: found.transaction.signature,
      slot: found.block.slot,
      commitment: commitmentOf(found.block, view),
      error: toldError(context, found),
    }));
}
