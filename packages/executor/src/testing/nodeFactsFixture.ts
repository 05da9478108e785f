import type { NodeFacts } from '../diagnosis/nodeFacts.ts';

/** A node as it should be, on mainnet. */
export function nodeFactsFixture(changes: Partial<NodeFacts> = {}): NodeFacts {
  return {
    label: 'https://one.example',
    operator: 'one',
    genesisHash: { value: '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d' },
    version: { value: '3.1.2' },
    slot: { value: 400_000_000n },
    finalized: {
      value: { blockHeight: 380_000_000n, slot: 399_999_968n, slotGap: 19_999_968n },
    },
    firstAvailableSlot: { value: 399_000_000n },
    historySearch: { value: true },
    blockTimeMs: { value: 1_900_000_000_000 },
    answeredInMs: 40,
    ...changes,
  };
}
