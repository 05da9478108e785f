import { describe, expect, it } from 'vitest';

import type { ChainNode, SignatureStatus } from '../chain/chainNode.ts';
import { createFakeParts, FAKE_GENESIS_HASH, madeUpAttempt } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import type { ExpiryFinding } from './expiryProofs.ts';

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

const ATTEMPT = { ...madeUpAttempt(), status: 'submitted', signature: 'this' } as const;
const QUESTION = { attempt: ATTEMPT, signatures: ['earlier', 'this'] };

async function setUp(
  nodes: ReadonlyArray<Partial<ChainNode>>,
  config: { readonly allowSingleWitness?: boolean } = {},
) {
  const platform = createFakePlatform();
  const { parts, closing } = await createFakeParts({ nodes, config, platform });
  return { parts, platform, closing, proofs: parts.proofs };
}

async function look(
  nodes: ReadonlyArray<Partial<ChainNode>>,
  config: { readonly allowSingleWitness?: boolean } = {},
): Promise<ExpiryFinding> {
  const { proofs } = await setUp(nodes, config);
  return proofs.look(QUESTION);
}

const seen: SignatureStatus = { slot: 1_100n, commitment: 'confirmed', error: null };
const statuses = (answer: ReadonlyArray<SignatureStatus | null>) => ({
  signatureStatuses: async () => ({ slot: 1_190n, statuses: answer }),
});
async function silence(): Promise<never> {
  throw new Error('no answer');
}

describe('createExpiryProofs', () => {
  it('proves a death by two operators, with what each has seen', async () => {
    expect(await look([witness('one'), witness('two')])).toEqual({
      kind: 'proven',
      witnesses: [
        {
          label: 'http://one',
          operator: 'one',
          finalizedHeight: '1183',
          statusSlot: '1190',
          firstAvailableSlot: '0',
        },
        expect.objectContaining({ operator: 'two' }),
      ],
    });
  });

  it('counts every search by what it found', async () => {
    let isSilent = true;
    const heights = { blockHeight: 1_183n, slot: 1_190n, slotGap: 7n };
    const finalized = async () => (isSilent ? silence() : heights);
    const { parts, proofs, platform } = await setUp([
      witness('one'),
      witness('two', { finalized }),
    ]);
    const counted: unknown[] = [];
    Object.assign(parts.telemetry, {
      metric: (...given: readonly unknown[]) => counted.push(given),
    });
    await proofs.look(QUESTION);
    isSilent = false;
    const second = proofs.look(QUESTION);
    await platform.advance(1_000);
    await second;
    expect(counted).toEqual([
      ['quantbot_expiry_searches_total', 1, { outcome: 'unproven' }],
      ['quantbot_expiry_searches_total', 1, { outcome: 'proven' }],
    ]);
  });

  it.each(Array.from({ length: 12 }, (_, turns) => turns))(
    'answers whoever asks %i turns after a round has ended',
    async (turns) => {
      const { proofs, platform } = await setUp([witness('one'), witness('two')]);
      await proofs.look(QUESTION);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      const second = proofs.look(QUESTION);
      await platform.advance(1_000);
      expect(await Promise.race([second, Promise.resolve('nothing')])).toMatchObject({
        kind: 'proven',
      });
    },
  );

  it.each([
    ['does not tell its chain', { genesisHash: silence }],
    ['does not tell the height', { finalized: silence }],
    ['does not tell its first block', { firstAvailableSlot: silence }],
    ['does not search', { signatureStatuses: silence }],
    ['does not tell of the blockhash', { isBlockhashValid: silence }],
    ['answers for fewer signatures', statuses([null])],
    ['serves another chain', { genesisHash: async () => 'another' }],
    ['holds the blockhash for valid', { isBlockhashValid: async () => true }],
  ] as ReadonlyArray<[string, Partial<ChainNode>]>)(
    'proves nothing with a node that %s',
    async (_name, changes) => {
      const two = await look([witness('one'), witness('two', changes)]);
      expect(two.kind).toBe('unproven');
      const one = await look([witness('two', changes)], { allowSingleWitness: true });
      expect(one.kind).toBe('unproven');
    },
  );

  it('proves by the two that agree when a third is silent', async () => {
    const finding = await look([
      witness('one'),
      witness('two', { finalized: silence }),
      witness('three'),
    ]);
    expect(finding).toMatchObject({
      kind: 'proven',
      witnesses: [{ operator: 'one' }, { operator: 'three' }],
    });
  });

  it('finds in the history of any node what the others deny', async () => {
    const finding = await look([witness('one'), witness('two', statuses([null, seen]))]);
    expect(finding).toEqual({
      kind: 'found',
      sightings: [{ status: seen, slot: 1_190n, witness: 'http://two', operator: 'two' }],
    });
  });

  it('tells what each node finds, so that two operators can vouch for an end of long ago', async () => {
    const knowing = statuses([null, seen]);
    const finding = await look([witness('one', knowing), witness('two', knowing)]);
    expect(finding).toMatchObject({
      kind: 'found',
      sightings: [{ operator: 'one' }, { operator: 'two' }],
    });
  });

  describe('with a node that shows it in a block for ever', () => {
    const stuck = { ...seen, commitment: 'processed' } as const;
    const showing = statuses([null, stuck]);

    it.each(['processed', 'confirmed'] as const)(
      'as %s proves the death by two operators besides',
      async (commitment) => {
        const shown = statuses([null, { ...stuck, commitment }]);
        const finding = await look([witness('one'), witness('two'), witness('three', shown)]);
        expect(finding).toMatchObject({
          kind: 'proven',
          witnesses: [{ operator: 'one' }, { operator: 'two' }],
        });
      },
    );

    it.each([
      ['only one operator besides', ['one', 'three'], false],
      ['another node of its own operator', ['one', 'two', 'two'], false],
      ['one operator besides, where one may testify alone', ['one', 'three'], true],
    ] as const)('proves nothing by %s', async (_case, operators, allowSingleWitness) => {
      const nodes = operators.map((operator, index) =>
        witness(operator, index === operators.length - 1 ? showing : {}),
      );
      expect((await look(nodes, { allowSingleWitness })).kind).toBe('found');
    });

    it('proves nothing against two operators that show it', async () => {
      const [one, two] = [witness('one'), witness('two')];
      const shows = [witness('three', showing), witness('four', showing)];
      expect((await look([one, two, ...shows])).kind).toBe('found');
    });

    it('proves nothing against a node that holds it for final', async () => {
      const final = statuses([null, { ...stuck, commitment: 'finalized' }]);
      const finding = await look([witness('one'), witness('two'), witness('three', final)]);
      expect(finding.kind).toBe('found');
    });
  });

  it('finds nothing on another chain', async () => {
    const other = { ...statuses([null, seen]), genesisHash: async () => 'another' };
    expect((await look([witness('one'), witness('two', other)])).kind).toBe('unproven');
  });

  it('searches the whole history, and only after it has read the height', async () => {
    const calls: string[] = [];
    const node = witness('one', {
      finalized: async () => {
        await Promise.resolve();
        calls.push('height');
        return { blockHeight: 1_183n, slot: 1_190n, slotGap: 7n };
      },
      signatureStatuses: async (signatures, { searchHistory }) => {
        calls.push(searchHistory ? 'history' : 'recent');
        return { slot: 1_190n, statuses: signatures.map(() => null) };
      },
    });
    await look([node], { allowSingleWitness: true });
    expect(calls).toEqual(['height', 'history']);
  });

  it('has no vote of a node whose gap between slot and height has shrunk', async () => {
    let slotGap = 50n;
    const node = witness('one', {
      finalized: async () => ({ blockHeight: 1_183n, slot: 1_190n, slotGap }),
    });
    const { proofs, platform } = await setUp([node], { allowSingleWitness: true });
    expect((await proofs.look(QUESTION)).kind).toBe('proven');
    slotGap = 7n;
    const second = proofs.look(QUESTION);
    await platform.advance(1_000);
    expect((await second).kind).toBe('unproven');
  });
});

describe('what can never be proven', () => {
  it('is told when fewer operators are configured than must testify', async () => {
    expect(await look([witness('one'), witness('one')])).toEqual({
      kind: 'unprovable',
      reason: 'nodes of 1 operator are configured and two have to testify',
      unknownTo: ['one'],
    });
  });

  it('is told when the history of too many begins after the signing', async () => {
    const pruned = witness('two', { firstAvailableSlot: async () => 1_001n });
    expect(await look([witness('one'), pruned])).toMatchObject({
      kind: 'unprovable',
      reason: 'the history of too many nodes begins after slot 1000',
    });
    expect((await look([witness('one'), pruned, witness('three')])).kind).toBe('proven');
  });

  it('is not told before the death height is passed', async () => {
    const at = (blockHeight: bigint) => ({
      finalized: async () => ({ blockHeight, slot: blockHeight + 7n, slotGap: 7n }),
    });
    expect((await look([witness('one', at(1_182n))])).kind).toBe('unproven');
    expect((await look([witness('one', at(1_183n))])).kind).toBe('unprovable');
  });

  it('is not told of a history that begins with the signing', async () => {
    const from = (slot: bigint) =>
      witness('two', { firstAvailableSlot: async () => slot, isBlockhashValid: silence });
    expect((await look([witness('one'), from(1_000n)])).kind).toBe('unproven');
    expect((await look([witness('one'), from(1_001n)])).kind).toBe('unprovable');
  });

  it('is not told of a node that is down or lags, because it may come back', async () => {
    const down = witness('two', { genesisHash: silence });
    expect((await look([witness('one'), down])).kind).toBe('unproven');
    const lagging = { finalized: async () => ({ blockHeight: 9n, slot: 9n, slotGap: 0n }) };
    expect((await look([witness('one'), witness('two', lagging)])).kind).toBe('unproven');
    // Nor before the attempt is past its life.
    expect((await look([witness('one', lagging)])).kind).toBe('unproven');
  });
});

describe('a round', () => {
  it('serves ten thousand attempts with forty searches and one question per blockhash', async () => {
    const calls = { heights: 0, searches: [] as number[], blockhashes: [] as string[] };
    const counting = (operator: string) =>
      witness(operator, {
        finalized: async () => {
          calls.heights += 1;
          return { blockHeight: 1_183n, slot: 1_190n, slotGap: 7n };
        },
        signatureStatuses: async (signatures) => {
          calls.searches.push(signatures.length);
          return { slot: 1_190n, statuses: signatures.map(() => null) };
        },
        isBlockhashValid: async (blockhash) => {
          calls.blockhashes.push(blockhash);
          return false;
        },
      });
    const { proofs, platform } = await setUp([counting('one'), counting('two')]);
    await proofs.look(QUESTION);
    Object.assign(calls, { heights: 0, searches: [], blockhashes: [] });
    const asked = Promise.all(
      Array.from({ length: 10_000 }, async (_, index) =>
        proofs.look({
          attempt: {
            ...ATTEMPT,
            signature: `signature-${index}`,
            blockhash: `blockhash-${index % 20}`,
          },
          signatures: [`signature-${index}`],
        }),
      ),
    );
    await platform.advance(1_000);
    const findings = await asked;
    expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['proven']));
    expect(calls.heights).toBe(2);
    expect(calls.searches).toHaveLength(80);
    expect(calls.blockhashes).toHaveLength(40);
  });

  it('begins a second after the one before, with everything asked meanwhile', async () => {
    let rounds = 0;
    const node = witness('one', {
      finalized: async () => {
        rounds += 1;
        return { blockHeight: 9n, slot: 9n, slotGap: 0n };
      },
    });
    const { proofs, platform } = await setUp([node], { allowSingleWitness: true });
    await proofs.look(QUESTION);
    const later = [proofs.look(QUESTION), proofs.look(QUESTION)];
    await platform.advance(999);
    expect(rounds).toBe(1);
    await platform.advance(1);
    await Promise.all(later);
    expect(rounds).toBe(2);
  });

  it('lets whoever waits go when the adapter closes', async () => {
    const { proofs, closing } = await setUp([witness('one')], { allowSingleWitness: true });
    await proofs.look(QUESTION);
    const waiting = proofs.look(QUESTION);
    closing.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await expect(proofs.look(QUESTION)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
