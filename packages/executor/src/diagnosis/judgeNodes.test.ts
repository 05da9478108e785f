import { describe, expect, it } from 'vitest';

import { nodeFactsFixture } from '../testing/nodeFactsFixture.ts';
import { judgeNodes, type NodeRules } from './judgeNodes.ts';
import type { NodeFacts } from './nodeFacts.ts';

const RULES: NodeRules = { cluster: 'mainnet-beta', dryRun: false, allowSingleWitness: false };
const SECOND = nodeFactsFixture({ label: 'https://two.example', operator: 'two' });

function worst(changes: Partial<NodeFacts>, rules: Partial<NodeRules> = {}) {
  const findings = judgeNodes([nodeFactsFixture(changes), SECOND], { ...RULES, ...rules });
  const own = findings.filter(({ subject }) => subject === 'https://one.example');
  return own.find(({ verdict }) => verdict !== 'ok');
}

describe('judgeNodes', () => {
  it('finds nothing to mend in two good nodes of two operators', () => {
    const findings = judgeNodes([nodeFactsFixture(), SECOND], RULES);
    expect(findings.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 9 }, () => 'ok'));
    expect(findings.every(({ next }) => next === undefined)).toBe(true);
  });

  it.each<[string, Partial<NodeFacts>, 'warn' | 'fail', string]>([
    ['does not answer', { genesisHash: { problem: 'timed out' } }, 'fail', 'timed out'],
    [
      'serves another chain',
      { genesisHash: { value: 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG' } },
      'fail',
      'which is not mainnet-beta',
    ],
    ['is slow', { answeredInMs: 1_001 }, 'warn', 'answered in 1001 ms'],
    ['lags', { slot: { value: 399_999_979n } }, 'warn', '21 behind'],
    ['lags by a blockhash', { slot: { value: 399_999_849n } }, 'fail', '151 behind'],
    ['tells no slot', { slot: { problem: 'no' } }, 'fail', 'tells no slot'],
    ['tells no height', { finalized: { problem: 'no' } }, 'fail', 'tells no finalized height'],
    [
      'gives a slot for a height',
      { finalized: { value: { blockHeight: 399_999_968n, slot: 399_999_968n, slotGap: 0n } } },
      'fail',
      'a slot in the place of a height',
    ],
    [
      'searches no history',
      { historySearch: { problem: '-32011' } },
      'warn',
      'searches no history',
    ],
    ['finds what is not there', { historySearch: { value: false } }, 'warn', 'what is not there'],
    ['hides its history', { firstAvailableSlot: { problem: 'no' } }, 'warn', 'how far'],
    ['forgets within a day', { firstAvailableSlot: { value: 399_784_001n } }, 'warn', 'about 23 h'],
    [
      'forgets within an hour',
      { firstAvailableSlot: { value: 399_991_001n } },
      'fail',
      'about 0 h',
    ],
  ])('tells a node that %s', (...[, changes, verdict, words]) => {
    const finding = worst(changes);
    expect(finding).toMatchObject({ area: 'node', verdict });
    expect(finding?.found).toContain(words);
    expect(finding?.next).toMatch(/^[A-Z].*\.$/u);
  });

  it('asks no history of a chain of one’s own, and none of a chain from its first block', () => {
    const genesisHash = { value: 'Sandbox' };
    const young = { genesisHash, firstAvailableSlot: { value: 399_999_999n } };
    expect(worst(young, { cluster: 'sandbox' })).toBeUndefined();
    expect(worst({ firstAvailableSlot: { value: 0n } })).toBeUndefined();
  });

  it('wants a second operator, unless one is enough by configuration', () => {
    const alone = judgeNodes([nodeFactsFixture()], RULES).at(-1);
    expect(alone).toMatchObject({ subject: 'operators', verdict: 'warn' });
    const rules = { ...RULES, allowSingleWitness: true };
    expect(judgeNodes([nodeFactsFixture()], rules).at(-1)).toMatchObject({ verdict: 'ok' });
  });

  it.each([
    [true, 'warn'],
    [false, 'fail'],
  ])('tells that there is no node, in dry-run %s: %s', (dryRun, verdict) => {
    expect(judgeNodes([], { ...RULES, dryRun })).toMatchObject([{ verdict }]);
  });
});
