import { describe, expect, it } from 'vitest';

import { systemAccount } from '../testing/testFrame.ts';
import { BlockTree } from './blockTree.ts';

const options = {
  slot: 1_000n,
  height: 100n,
  seed: Uint8Array.of(1),
  finalitySlots: 31,
  lagSlotsMax: 8,
};

function grown(slots: number) {
  const tree = new BlockTree(options);
  const step = (branch: 'living' | 'dying' | 'none' = 'living', confirms = false) => {
    tree.nextSlot();
    const block = branch === 'none' ? undefined : tree.openBlock(branch);
    tree.closeSlot(confirms);
    return block;
  };
  for (let slot = 0; slot < slots; slot += 1) step();
  return { tree, step };
}

const slotsOf = ({ processed, confirmed, finalized }: ReturnType<BlockTree['viewAt']>) => [
  Number(processed.slot),
  Number(confirmed.slot),
  Number(finalized.slot),
];

describe('a tree of blocks', () => {
  it('confirms one slot back and finalizes 31 slots back', () => {
    const { tree, step } = grown(50);
    expect(slotsOf(tree.viewAt(0, 0))).toEqual([1_050, 1_049, 1_019]);
    step('none');
    expect(slotsOf(tree.viewAt(0, 0))).toEqual([1_050, 1_050, 1_020]);
    expect(tree.tip.height).toBe(150n);
  });

  it('shows a late view what the chain was', () => {
    const { tree } = grown(50);
    expect(slotsOf(tree.viewAt(5, 0))).toEqual([1_045, 1_044, 1_014]);
    expect(slotsOf(tree.viewAt(999, 0))).toEqual([1_042, 1_041, 1_011]);
    const young = new BlockTree(options);
    expect(slotsOf(young.viewAt(5, 0))).toEqual([1_000, 1_000, 1_000]);
  });

  it('confirms nothing above the root of a fork unless nodes are fooled', () => {
    for (const confirms of [false, true]) {
      const { tree, step } = grown(40);
      tree.beginFork(1_050n, [true, false]);
      step('dying', confirms);
      step('living', confirms);
      step('dying', confirms);
      const [follower, other] = [tree.viewAt(0, 0), tree.viewAt(0, 1)].map(slotsOf);
      expect(follower?.slice(0, 2)).toEqual([1_043, confirms ? 1_041 : 1_040]);
      expect(other?.slice(0, 2)).toEqual([1_042, confirms ? 1_042 : 1_040]);
      expect(tree.fork?.tip.height).toBe(142n);
    }
  });

  it('keeps what one branch did out of the other, and gives the dying one up', () => {
    const { tree, step } = grown(3);
    tree.beginFork(1_050n, [true, false]);
    const dying = step('dying');
    const living = step('living');
    dying?.layer.write('a', systemAccount(1n));
    expect(living?.layer.read('a')).toBeUndefined();
    expect(tree.endFork()).toEqual([]);
    expect([dying?.fate, living?.fate]).toEqual(['dead', 'open']);
    expect(tree.endFork()).toEqual([]);
    step();
    expect(tree.viewAt(0, 0)).toEqual(tree.viewAt(0, 1));
  });

  it('names the tip of a fork as long as a late node may show it', () => {
    const { tree, step } = grown(3);
    expect(tree.shownTips()).toEqual([tree.tip]);
    tree.beginFork(1_005n, [true, false]);
    const dying = step('dying');
    step('living');
    tree.endFork();
    expect(tree.shownTips()).toEqual([tree.tip, dying]);
    while (tree.slot < 1_013n) step();
    expect(tree.shownTips()).toEqual([tree.tip, dying]);
    step();
    expect(tree.shownTips()).toEqual([tree.tip]);
  });

  it('lets a blockhash live 150 blocks of the chain that knows it', () => {
    const { tree, step } = grown(3);
    const hash = tree.blockhashOf(tree.tip);
    const { height } = tree.tip;
    const isAlive = (at: bigint) => tree.isBlockhashAlive(hash, tree.tip, at);
    expect([isAlive(height + 150n), isAlive(height + 151n)]).toEqual([true, false]);
    expect(tree.isBlockhashAlive('unknown', tree.tip, height)).toBe(false);
    tree.beginFork(1_050n, []);
    const dying = step('dying');
    if (dying === undefined) throw new Error('is a block');
    const onDying = tree.blockhashOf(dying);
    expect(onDying).not.toBe(hash);
    expect(tree.isBlockhashAlive(onDying, tree.tip, height + 1n)).toBe(false);
    expect(tree.isBlockhashAlive(hash, dying, dying.height)).toBe(true);
  });

  it('rewrites an account in every block that can still be looked at', () => {
    const { tree, step } = grown(3);
    const before = step();
    before?.layer.write('a', systemAccount(5n));
    step();
    tree.rewrite('a', (account) => systemAccount((account?.lamports ?? 0n) + 1n));
    expect(tree.tip.layer.read('a')?.lamports).toBe(6n);
    expect(tree.base.get('a')?.lamports).toBe(1n);
  });
});
