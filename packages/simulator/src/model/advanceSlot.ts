import type { Block } from './block.ts';
import { happens, pick, type ChainCore } from './chainCore.ts';
import { FORK_SLOTS_MAX } from './chainWeather.ts';
import type { SlotReport } from './modelChain.ts';
import type { ModelPool } from './modelPool.ts';
import { produceBlock } from './produceBlock.ts';

/** Lets one slot pass: maybe a block, maybe the beginning or the end of a fork. */
export function advanceSlot(core: ChainCore, pools: readonly ModelPool[]): SlotReport {
  const { tree, weather } = core;
  const slot = tree.nextSlot();
  movePrices(core, pools);
  const isSkipped = happens(core, weather.skipProbability);
  const branch = chooseBranch(core, slot);
  const block = isSkipped ? undefined : produceBlock(core, branch);
  const endsFork = tree.fork !== undefined && slot >= tree.fork.endSlot;
  if (endsFork) giveForkUp(core);
  tree.closeSlot(weather.forkConfirms);
  return {
    slot,
    blockHeight: tree.tip.height,
    hasBlock: block !== undefined,
    endsFork,
    executed: signaturesIn(block),
  };
}

const NO_SIGNATURES: readonly string[] = [];

function signaturesIn(block: Block | undefined): readonly string[] {
  if (block === undefined || block.executed.length === 0) return NO_SIGNATURES;
  return block.executed.map(({ transaction }) => transaction.signature);
}

function movePrices(core: ChainCore, pools: readonly ModelPool[]): void {
  const { priceMoveProbability, priceMoveBpsMax } = core.weather;
  for (const pool of pools) {
    if (!happens(core, priceMoveProbability)) continue;
    pool.movePrice(pick(core, 2 * priceMoveBpsMax + 1) - priceMoveBpsMax);
  }
}

/** A bundle that is to be uncled makes its own fork: its block is the one that dies. */
function chooseBranch(core: ChainCore, slot: bigint): 'living' | 'dying' {
  const { tree, weather, pending } = core;
  if (tree.fork !== undefined) {
    if (pending.hasUncled()) return 'dying';
    return happens(core, 0.5) ? 'dying' : 'living';
  }
  const isUncling = pending.hasUncled();
  if (!isUncling && !happens(core, weather.forkProbability)) return 'living';
  const slotsMax = Math.max(1, Math.min(weather.forkSlotsMax, FORK_SLOTS_MAX));
  const followers = Array.from({ length: core.nodeCount }, () => happens(core, 0.5));
  tree.beginFork(slot + 1n + BigInt(pick(core, slotsMax)), followers);
  core.prices.split();
  return isUncling || happens(core, 0.5) ? 'dying' : 'living';
}

/** What only the dead branch had is on nobody's books; others that have the bytes may bring them. */
function giveForkUp(core: ChainCore): void {
  const { tree, weather, pending, submissions } = core;
  for (const { transaction } of tree.endFork()) {
    if (!happens(core, weather.relandProbability)) continue;
    const slots = BigInt(1 + pick(core, weather.delaySlotsMax + 1));
    for (const bytes of submissions.named(transaction.signature)) {
      pending.add({ bytes, slot: tree.slot + slots });
    }
  }
}
