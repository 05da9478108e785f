import { expect, it } from 'vitest';

import { ancestorAt, isInChainOf, type Block, type Fork } from './block.ts';
import { StateLayer } from './stateLayer.ts';

function block(slot: bigint, parent: Block | undefined, fork?: Fork): Block {
  return {
    slot,
    height: slot,
    parent,
    fork,
    layer: new StateLayer(new Map(), undefined),
    executed: [],
    fate: 'open',
  };
}

const root = block(1n, undefined);
const fork: Fork = { root, endSlot: 5n, followers: [], tip: root };
const living = block(2n, root);
const dying = block(3n, root, fork);
const later = block(4n, living);

it('tells which chain a block is in', () => {
  expect(isInChainOf(root, dying)).toBe(true);
  expect(isInChainOf(root, later)).toBe(true);
  expect(isInChainOf(living, later)).toBe(true);
  expect(isInChainOf(later, later)).toBe(true);
  expect(isInChainOf(later, living)).toBe(false);
  expect(isInChainOf(living, dying)).toBe(false);
  expect(isInChainOf(dying, later)).toBe(false);
  expect(isInChainOf(dying, block(5n, dying, fork))).toBe(true);
});

it('finds the newest block at or before a slot', () => {
  expect(ancestorAt(later, 4n)).toBe(later);
  expect(ancestorAt(later, 3n)).toBe(living);
  expect(ancestorAt(later, 0n)).toBe(root);
});
