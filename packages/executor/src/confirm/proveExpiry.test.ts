import { describe, expect, it } from 'vitest';

import type { ChainNode, SignatureStatus } from '../chain/chainNode.ts';
import { createFakeParts, FAKE_GENESIS_HASH, FAKE_SIGNATURE } from '../testing/fakeParts.ts';
import { proveExpiry } from './proveExpiry.ts';

/** A node that swears that an attempt of death height 1182, signed at slot 1000, is dead. */
function witness(operator: string, changes: Partial<ChainNode> = {}): Partial<ChainNode> {
  return {
    label: `http://${operator}`,
    operator,
    genesisHash: async () => FAKE_GENESIS_HASH,
    finalized: async () => ({ blockHeight: 1_183n, slot: 1_190n, slotGap: 7n }),
    firstAvailableSlot: async () => 0n,
    signatureStatuses: async (signatures) => ({
      slot: 1_190n,
      statuses: signatures.map(() => null),
    }),
    isBlockhashValid: async () => false,
    ...changes,
  };
}

async function prove(
  nodes: ReadonlyArray<Partial<ChainNode>>,
  config: { readonly allowSingleWitness?: boolean; readonly cluster?: 'mainnet-beta' } = {},
) {
  const { parts, sign } = await createFakeParts({ nodes, config });
  const { attempt } = sign();
  return proveExpiry(parts, attempt, [FAKE_SIGNATURE, 'an-earlier-signature']);
}

const seen: SignatureStatus = { slot: 1_100n, commitment: 'processed', error: '"any"' };
const statuses = (answer: ReadonlyArray<SignatureStatus | null>, slot = 1_190n) => ({
  signatureStatuses: async () => ({ slot, statuses: answer }),
});

describe('proveExpiry', () => {
  it('is given by two operators, with what each has seen', async () => {
    expect(await prove([witness('one'), witness('two')])).toEqual([
      {
        label: 'http://one',
        operator: 'one',
        finalizedHeight: '1183',
        statusSlot: '1190',
        firstAvailableSlot: '0',
      },
      expect.objectContaining({ operator: 'two' }),
    ]);
  });

  it('is not given by two nodes of one operator, unless one is enough', async () => {
    const nodes = [witness('one'), witness('one')];
    expect(await prove(nodes)).toBeUndefined();
    expect(await prove(nodes, { allowSingleWitness: true })).toHaveLength(2);
    expect(await prove([witness('one')], { allowSingleWitness: true })).toHaveLength(1);
    expect(await prove([], { allowSingleWitness: true })).toBeUndefined();
  });

  it.each([
    ['that serves another chain', { genesisHash: async () => 'another' }],
    ['that does not tell its chain', { genesisHash: silence }],
    ['whose final height is the death height', { finalized: heights(1_182n, 1_190n) }],
    ['that no longer has the blocks from the signing', { firstAvailableSlot: async () => 1_001n }],
    ['that knows the signature', statuses([seen, null])],
    ['that knows an earlier signature of the trade', statuses([null, seen])],
    ['that answers for fewer signatures', statuses([null])],
    ['that answers for no signature', statuses([])],
    ['that searched before the height was final', statuses([null, null], 1_189n)],
    ['that holds the blockhash for valid', { isBlockhashValid: async () => true }],
    ['that does not tell the height', { finalized: silence }],
    ['that does not tell its first block', { firstAvailableSlot: silence }],
    ['that does not search', { signatureStatuses: silence }],
    ['that does not tell of the blockhash', { isBlockhashValid: silence }],
  ] as ReadonlyArray<[string, Partial<ChainNode>]>)(
    'is not given with a node %s',
    async (_name, changes) => {
      expect(await prove([witness('one'), witness('two', changes)])).toBeUndefined();
      expect(await prove([witness('two', changes)], { allowSingleWitness: true })).toBeUndefined();
    },
  );

  it('is given by the two that agree when a third is silent or knows less', async () => {
    const nodes = [witness('one'), witness('two', { finalized: silence }), witness('three')];
    expect(await prove(nodes)).toHaveLength(2);
  });

  it('searches the whole history, and only after it has read the height', async () => {
    const order: string[] = [];
    const node = witness('one', {
      finalized: async () => {
        order.push('height');
        return { blockHeight: 1_183n, slot: 1_190n, slotGap: 7n };
      },
      signatureStatuses: async (signatures, { searchHistory }) => {
        order.push(searchHistory ? 'history' : 'recent');
        return { slot: 1_190n, statuses: signatures.map(() => null) };
      },
    });
    await prove([node], { allowSingleWitness: true });
    expect(order).toEqual(['height', 'history']);
  });

  it('is not given on mainnet by a node that mixes up slots and heights', async () => {
    const mainnet = { allowSingleWitness: true, cluster: 'mainnet-beta' } as const;
    const honest = (slot: bigint) =>
      witness('one', {
        finalized: heights(1_183n, slot),
        signatureStatuses: async (signatures) => ({
          slot,
          statuses: signatures.map(() => null),
        }),
      });
    expect(await prove([honest(10_001_182n)], mainnet)).toBeUndefined();
    expect(await prove([honest(10_001_183n)], mainnet)).toHaveLength(1);
  });
});

function heights(blockHeight: bigint, slot: bigint) {
  return async () => ({ blockHeight, slot, slotGap: slot - blockHeight });
}

async function silence(): Promise<never> {
  throw new Error('no answer');
}
