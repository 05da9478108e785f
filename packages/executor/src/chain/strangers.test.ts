import { fault, type Fault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createStrangers } from './strangers.ts';

const FOUND = fault('RPC__CHAIN_MISMATCH', { endpoint: 'http://node', genesisHash: 'other' });

/** A node of each operator named, which is a stranger where its name is in capitals. */
function scene(operators: string, allowSingleWitness = false) {
  const asked: string[] = [];
  const mended = new Set<string>();
  const nodes = Array.from(operators, (name) => ({
    operator: name.toLowerCase(),
    stranger: (): Fault | undefined =>
      name === name.toUpperCase() && !mended.has(name) ? FOUND : undefined,
    genesisHash: async () => {
      asked.push(name);
      return Promise.resolve('ours');
    },
  }));
  return { strangers: createStrangers(nodes, { allowSingleWitness }), asked, mended };
}

describe('strangers', () => {
  it.each([
    ['a', false],
    ['ab', false],
    ['abC', false],
    ['aaB', true],
    ['aB', true],
    ['A', true],
    ['AB', true],
    ['aBC', true],
    ['aAb', false],
    ['AaB', true],
  ])('among the operators of %s stop signatures: %s', (operators, isStopped) => {
    expect(scene(operators).strangers.fault()).toEqual(isStopped ? FOUND : undefined);
  });

  it.each([
    ['aB', false],
    ['A', true],
    ['AB', true],
  ])('among %s, where a single witness is allowed, stop signatures: %s', (operators, isStopped) => {
    expect(scene(operators, true).strangers.fault()).toEqual(isStopped ? FOUND : undefined);
  });

  it('are asked again, and nobody else is, when somebody wants to trade', async () => {
    const { strangers, asked } = scene('aBc');
    expect(await strangers.look()).toBeUndefined();
    expect(asked).toEqual([]);
    const stopped = scene('aBC');
    expect(await stopped.strangers.look()).toEqual(FOUND);
    expect(stopped.asked).toEqual(['B', 'C']);
    stopped.mended.add('B');
    expect(await stopped.strangers.look()).toBeUndefined();
  });
});
