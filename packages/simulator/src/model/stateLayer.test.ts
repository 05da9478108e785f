import { expect, it } from 'vitest';

import { systemAccount } from '../testing/testFrame.ts';
import { StateLayer, type BaseState } from './stateLayer.ts';

const one = systemAccount(1n);
const two = systemAccount(2n);

it('reads through empty layers to the newest change', () => {
  const base: BaseState = new Map([['a', one]]);
  const first = new StateLayer(base, undefined);
  first.write('b', two);
  const empty = new StateLayer(base, first);
  const top = new StateLayer(base, empty);
  expect([top.read('a'), top.read('b'), top.read('c')]).toEqual([one, two, undefined]);
  top.write('b', undefined);
  expect([top.read('b'), first.read('b')]).toEqual([undefined, two]);
});

it('keeps branches apart', () => {
  const base: BaseState = new Map();
  const root = new StateLayer(base, undefined);
  root.write('a', one);
  const [left, right] = [new StateLayer(base, root), new StateLayer(base, root)];
  left.write('a', two);
  expect([left.read('a'), right.read('a')]).toEqual([two, one]);
});

it('settles into the base what its children go on to read', () => {
  const base: BaseState = new Map([['gone', one]]);
  const old = new StateLayer(base, undefined);
  old.write('a', two);
  old.write('gone', undefined);
  const child = new StateLayer(base, old);
  old.settle();
  expect([child.read('a'), child.read('gone'), base.size]).toEqual([two, undefined, 1]);
});
