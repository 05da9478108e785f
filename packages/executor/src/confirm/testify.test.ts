import { describe, expect, it } from 'vitest';

import type { SignatureStatus } from '../chain/chainNode.ts';
import { madeUpAttempt } from '../testing/fakeParts.ts';
import { isProof, testify, type Testimony, type WitnessRules } from './testify.ts';

const QUESTION = {
  attempt: { ...madeUpAttempt(), status: 'submitted', deathHeight: '1182', signedAtSlot: '1000' },
  signatures: ['this', 'an earlier one'],
} as const;

const RULES: WitnessRules = { genesisHash: 'ours', slotGapMin: 0n };

/** A node that swears that the attempt is dead. */
const SWORN: Testimony = {
  label: 'http://one',
  operator: 'one',
  genesisHash: 'ours',
  finalized: { blockHeight: 1_183n, slot: 1_190n, slotGap: 7n },
  firstAvailableSlot: 0n,
  isGapTrusted: true,
  statuses: [null, null],
  statusSlot: 1_190n,
  isBlockhashValid: false,
};

const seen: SignatureStatus = { slot: 1_100n, commitment: 'processed', error: '"any"' };

describe('testify', () => {
  it('is a vote, with what the node has seen', () => {
    expect(testify(SWORN, QUESTION, RULES)).toEqual({
      label: 'http://one',
      operator: 'one',
      finalizedHeight: '1183',
      statusSlot: '1190',
      firstAvailableSlot: '0',
    });
  });

  it.each([
    ['serves another chain', { genesisHash: 'another' }],
    ['has the death height for its final height', finalized(1_182n, 1_190n)],
    ['no longer has the blocks from the signing', { firstAvailableSlot: 1_001n }],
    ['knows the signature', { statuses: [seen, null] }],
    ['knows an earlier signature of the trade', { statuses: [null, seen] }],
    ['answers for fewer signatures', { statuses: [null] }],
    ['searched before the height was final', { statusSlot: 1_189n }],
    ['holds the blockhash for valid', { isBlockhashValid: true }],
    ['does not tell of the blockhash', { isBlockhashValid: undefined }],
    ['shows a gap between slot and height that has shrunk', { isGapTrusted: false }],
  ] as ReadonlyArray<[string, Partial<Testimony>]>)(
    'is no vote of a node that %s',
    (_name, told) => {
      expect(testify({ ...SWORN, ...told }, QUESTION, RULES)).toBeUndefined();
    },
  );

  it('is no vote before any death could be final, however low the death height', () => {
    const attempt = { ...QUESTION.attempt, deathHeight: '183' };
    const vote = (slot: bigint) =>
      testify({ ...SWORN, ...finalized(900n, slot) }, { ...QUESTION, attempt }, RULES);
    expect(vote(968n)).toBeUndefined();
    expect(vote(1_182n)).toBeUndefined();
    expect(vote(1_183n)).toBeDefined();
  });

  it('takes the first block from the slot of the signing for enough', () => {
    expect(testify({ ...SWORN, firstAvailableSlot: 1_000n }, QUESTION, RULES)).toBeDefined();
  });

  it('is no vote on mainnet of a node that mixes up slots and heights', () => {
    const mainnet = { ...RULES, slotGapMin: 10_000_000n };
    const vote = (slot: bigint, slotGap = slot - 1_183n) =>
      testify(
        { ...SWORN, finalized: { blockHeight: 1_183n, slot, slotGap }, statusSlot: slot },
        QUESTION,
        mainnet,
      );
    expect(vote(10_001_182n)).toBeUndefined();
    expect(vote(10_001_183n)).toBeDefined();
    // The height of one answer is right and that of the other is a slot.
    expect(vote(10_001_183n, 0n)).toBeUndefined();
  });
});

describe('isProof', () => {
  const witness = (operator: string) => ({
    label: operator,
    operator,
    finalizedHeight: '1',
    statusSlot: '1',
    firstAvailableSlot: '0',
  });

  it('takes two operators, or one where the configuration says so', () => {
    const two = { allowSingleWitness: false };
    expect(isProof([witness('one'), witness('two')], two)).toBe(true);
    expect(isProof([witness('one'), witness('one')], two)).toBe(false);
    expect(isProof([witness('one')], { allowSingleWitness: true })).toBe(true);
    expect(isProof([], { allowSingleWitness: true })).toBe(false);
  });
});

function finalized(blockHeight: bigint, slot: bigint): Partial<Testimony> {
  return { finalized: { blockHeight, slot, slotGap: slot - blockHeight } };
}
