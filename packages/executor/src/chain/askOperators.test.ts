import { isFault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { askOperators } from './askOperators.ts';
import type { ChainNode } from './chainNode.ts';

const node = (operator: string, genesisHash: ChainNode['genesisHash']) =>
  createFakeChainNode({ operator, label: operator, genesisHash });
const tells = (operator: string, text: string) => node(operator, async () => text);
const away = (operator: string) => node(operator, async () => Promise.reject(new Error('away')));

async function ask(nodes: readonly ChainNode[]) {
  return askOperators(nodes, {
    method: 'getGenesisHash',
    ask: async (one) => one.genesisHash(),
    agree: (told) => {
      const answers = told.map(({ answer }) => answer);
      return answers.find((one, at) => nodes.length === 1 || answers.indexOf(one) !== at);
    },
  });
}

describe('askOperators', () => {
  it('believes the only operator there is, and two where there are two', async () => {
    expect(await ask([tells('a', 'x')])).toBe('x');
    expect(await ask([tells('a', 'x'), tells('b', 'x')])).toBe('x');
  });

  it('lets a third decide between two that contradict each other', async () => {
    expect(await ask([tells('a', 'x'), tells('b', 'y'), tells('c', 'y')])).toBe('y');
    expect(await ask([tells('a', 'x'), tells('b', 'y'), tells('c', 'z')])).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { reason: 'its operators contradict each other' },
    });
  });

  it('does not take two nodes of one operator for two', async () => {
    const alone = await ask([tells('a', 'x'), tells('a', 'x'), away('b')]);
    expect(isFault(alone) && alone.message).toContain('2 operators have to answer; b: away');
    const nobody = await ask([away('a'), away('b')]);
    expect(isFault(nobody) && nobody.message).toContain('a: away; b: away');
  });

  it('waits for nobody once it knows', async () => {
    const silent = node('c', async () => new Promise<never>(() => undefined));
    expect(await ask([silent, tells('a', 'x'), tells('b', 'x')])).toBe('x');
  });

  describe('with a hedge', () => {
    const hang = (operator: string) => node(operator, async () => new Promise<never>(() => {}));

    async function askHedged(nodes: readonly ChainNode[]) {
      const platform = createFakePlatform();
      const asked: string[] = [];
      const delay = async (milliseconds: number, signal: AbortSignal) =>
        platform.delay(milliseconds, signal);
      const answer = askOperators(nodes, {
        method: 'getGenesisHash',
        hedge: { afterMs: 300, delay },
        ask: async (one) => {
          asked.push(one.label);
          return one.genesisHash();
        },
        agree: (told) => {
          const answers = told.map(({ answer: text }) => text);
          return answers.find((one, at) => answers.indexOf(one) !== at);
        },
      });
      await platform.settle();
      return { answer, asked, platform };
    }

    it('asks as many operators as are required, and leaves no wait behind', async () => {
      const nodes = [tells('a', 'x'), tells('a', 'y'), tells('b', 'x'), tells('c', 'z')];
      const { answer, asked, platform } = await askHedged(nodes);
      expect(await answer).toBe('x');
      expect(asked).toEqual(['a', 'b']);
      expect(platform.pendingDelaysMs()).toEqual([]);
    });

    it.each([
      ['fails', away('a')],
      ['contradicts another', tells('a', 'y')],
    ])('asks a further one at once when one %s', async (_case, first) => {
      const { answer, asked } = await askHedged([first, tells('b', 'x'), tells('c', 'x')]);
      expect(await answer).toBe('x');
      expect(asked).toEqual(['a', 'b', 'c']);
    });

    it('asks a further one when one takes too long', async () => {
      const nodes = [hang('a'), tells('b', 'x'), tells('c', 'x')];
      const { answer, asked, platform } = await askHedged(nodes);
      expect(asked).toEqual(['a', 'b']);
      await platform.advance(300);
      expect(await answer).toBe('x');
      expect(asked).toEqual(['a', 'b', 'c']);
    });
  });
});
