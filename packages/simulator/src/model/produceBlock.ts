import type { Block } from './block.ts';
import { happens, pick, type ChainCore } from './chainCore.ts';
import { executeTransaction, type Execution } from './executeTransaction.ts';
import type { PendingBundle } from './pendingPool.ts';
import type { AccountReader } from './stateLayer.ts';
import { StateLayer } from './stateLayer.ts';
import type { SubmittedBytes } from './submissionBook.ts';
import { TIP_ACCOUNTS, TIP_LAMPORTS_MIN } from './tipAccounts.ts';

/** Makes the block of this slot on one of the branches, with everything that is due. */
export function produceBlock(core: ChainCore, branch: 'living' | 'dying'): Block {
  const { tree, weather, pending, prices } = core;
  const block = tree.openBlock(branch);
  prices.applyTo(block);
  const due = pending.take(block.slot, weather.blockTransactionsMax);
  for (const { bytes } of due) takeIn(core, block, bytes);
  if (happens(core, weather.blockEngine.leaderProbability)) takeBundles(core, block);
  return block;
}

/** A leader lets what it cannot use go without a word. */
function takeIn(core: ChainCore, block: Block, bytes: SubmittedBytes): void {
  const { weather, pending } = core;
  if (happens(core, weather.dropProbability)) return;
  if (happens(core, weather.delayProbability)) {
    const slots = BigInt(1 + pick(core, weather.delaySlotsMax));
    pending.add({ bytes, slot: block.slot + slots });
    return;
  }
  const execution = run(core, block, { bytes, state: block.layer });
  const { transaction } = bytes;
  if (execution === undefined || transaction === undefined) return;
  core.tree.addExecuted({ transaction, execution, block });
}

/** Runs bytes where a block stands, if they may stand there at all. */
function run(
  { tree }: ChainCore,
  block: Block,
  { bytes, state }: { readonly bytes: SubmittedBytes; readonly state: AccountReader },
): Execution | undefined {
  const { transaction, isAuthentic } = bytes;
  if (transaction === undefined || !isAuthentic || block.parent === undefined) return undefined;
  if (tree.find(transaction.signature, block) !== undefined) return undefined;
  if (!tree.isBlockhashAlive(transaction.blockhash, block.parent, block.height)) return undefined;
  const execution = executeTransaction(transaction, state);
  return typeof execution === 'string' ? undefined : execution;
}

function takeBundles(core: ChainCore, block: Block): void {
  const { pending, bundles } = core;
  for (const bundle of pending.takeBundles()) {
    const isForHere = !bundle.isUncled || block.fork !== undefined;
    const executions = isForHere ? runBundle(core, block, bundle) : undefined;
    if (executions !== undefined) {
      for (const { transaction, execution } of executions) {
        core.tree.addExecuted({ transaction, execution, block });
      }
    } else if (block.slot < bundle.lastSlot) {
      pending.addBundle(bundle);
    } else {
      const known = bundles.get(bundle.bundleId);
      if (known !== undefined) known.hasFailed = true;
    }
  }
}

/** All of a bundle or none: a transaction that fails keeps the others out. */
function runBundle(core: ChainCore, block: Block, bundle: PendingBundle) {
  const state = new StateLayer(core.tree.base, block.layer);
  const executions = [];
  let tipLamports = 0n;
  for (const bytes of bundle.transactions) {
    const execution = run(core, block, { bytes, state });
    const { transaction } = bytes;
    if (transaction === undefined || execution?.error !== null) return undefined;
    for (const [address, account] of execution.writes) state.write(address, account);
    tipLamports += tipOf(transaction.accounts, execution);
    executions.push({ transaction, execution });
  }
  return tipLamports < TIP_LAMPORTS_MIN ? undefined : executions;
}

function tipOf(accounts: readonly string[], { before, after }: Execution): bigint {
  return accounts.reduce((sum, address, index) => {
    if (!TIP_ACCOUNTS.includes(address)) return sum;
    return sum + (after[index]?.lamports ?? 0n) - (before[index]?.lamports ?? 0n);
  }, 0n);
}
