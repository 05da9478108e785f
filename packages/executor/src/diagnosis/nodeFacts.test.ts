import { isBase58Address } from '@quantbot/core';
import { getBase58Encoder } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { answerRpc } from '../testing/fakeRpc.ts';
import { readNodeFacts, unmadeSignature } from './nodeFacts.ts';

const METHODS = {
  getGenesisHash: () => 'Genesis',
  getVersion: () => ({ 'solana-core': '3.1.2', 'feature-set': 1n }),
  getSlot: () => 90n,
  getEpochInfo: () => ({ absoluteSlot: 58n, blockHeight: 50n }),
  getBlockHeight: () => 51n,
  getFirstAvailableBlock: () => 7n,
  getSignatureStatuses: () => ({ context: { slot: 90n }, value: [null] }),
  getBlockTime: ([slot]: readonly unknown[]) => (slot === 90n ? 1_900_000_000n : 'wrong slot'),
};

const read = async (changes: Parameters<typeof answerRpc>[0] = {}) =>
  readNodeFacts(
    { url: 'https://one.example/?api-key=SECRET', operator: 'one' },
    createFakePlatform({ http: answerRpc({ ...METHODS, ...changes }) }),
  );

describe('readNodeFacts', () => {
  it('asks a node everything that matters about it', async () => {
    expect(await read()).toEqual({
      label: 'https://one.example',
      operator: 'one',
      genesisHash: { value: 'Genesis' },
      version: { value: '3.1.2' },
      slot: { value: 90n },
      finalized: { value: { blockHeight: 50n, slot: 58n, slotGap: 8n } },
      firstAvailableSlot: { value: 7n },
      historySearch: { value: true },
      blockTimeMs: { value: 1_900_000_000_000 },
      answeredInMs: 0,
    });
  });

  it('tells a question without an answer, and answers the others', async () => {
    const facts = await read({
      getVersion: () => ({ version: 'mine' }),
      getSlot: () => ({ rpcError: { code: -32_005, message: 'behind' } }),
      getSignatureStatuses: () => ({
        context: { slot: 90n },
        value: [{ slot: 1n, err: null, confirmationStatus: 'finalized' }],
      }),
    });
    expect(facts.version).toEqual({ problem: 'the answer has another shape' });
    expect(facts.slot).toMatchObject({ problem: expect.any(String) });
    expect(facts.blockTimeMs).toMatchObject({ problem: expect.any(String) });
    expect(facts.historySearch).toEqual({ value: false });
    expect(facts.firstAvailableSlot).toEqual({ value: 7n });
  });

  it('keeps the key of an address out of what it tells', async () => {
    expect(JSON.stringify(await read({ getGenesisHash: () => null }), bigints)).not.toContain(
      'SECRET',
    );
  });
});

function bigints(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

describe('unmadeSignature', () => {
  it.each([0, 0.3, 0.999])('is 64 bytes of base58 by chance %d', (chance) => {
    const signature = unmadeSignature({ random: () => chance });
    expect(isBase58Address(signature)).toBe(false);
    expect(getBase58Encoder().encode(signature).length).toBe(64);
  });
});
