import { getBase58Decoder } from '@solana/kit';
import { describe, expect, it, vi } from 'vitest';

import type { HistoryEntry, HistoryPage } from '../chain/chainNode.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { PLAN, PLAN_KEY } from '../testing/tradeFixtures.ts';
import { searchedMessage, searchMessages } from './searchMessage.ts';
import type { ExpiryQuestion } from './testify.ts';

const MESSAGE = Uint8Array.of(1, 2, 3, 4);
const machine = createNodePlatform();

function signatureOf(message: Uint8Array): string {
  return getBase58Decoder().decode(PLAN_KEY.sign(message));
}

function entry(slot: number, signature = signatureOf(Uint8Array.of(9, slot % 251, slot >> 8))) {
  return { signature, slot: BigInt(slot), commitment: 'finalized', error: null } as const;
}

function question(signedAtSlot = '1000', message = MESSAGE): ExpiryQuestion {
  return {
    attempt: { deathHeight: '1182', signedAtSlot, blockhash: 'b' },
    signatures: [],
    message: searchedMessage({ wallet: PLAN.wallet, message }, machine),
  };
}

function nodeWith(all: readonly HistoryEntry[], cap = 1_000) {
  return createFakeChainNode({
    signaturesOf: vi.fn(async (_wallet: string, { before, limit }: HistoryPage) => {
      const from = before === undefined ? 0 : all.findIndex((one) => one.signature === before) + 1;
      return all.slice(from, from + Math.min(limit, cap));
    }),
  });
}

async function search(node: ReturnType<typeof nodeWith>, asked = question()) {
  return (await searchMessages(node, [asked], 2_000n)).get(asked);
}

describe('searchedMessage', () => {
  it('knows its signature from any other, and garbage from both', () => {
    const verifyEd25519 = vi.fn(machine.verifyEd25519);
    const message = searchedMessage({ wallet: PLAN.wallet, message: MESSAGE }, { verifyEd25519 });
    expect(message.isItsSignature(signatureOf(MESSAGE))).toBe(true);
    const other = signatureOf(Uint8Array.of(1, 2, 3));
    expect([message.isItsSignature(other), message.isItsSignature(other)]).toEqual([false, false]);
    expect(verifyEd25519).toHaveBeenCalledTimes(2);
    for (const text of ['', '0OIl', 'abc', 'not a signature']) {
      expect(message.isItsSignature(text)).toBe(false);
    }
  });
});

describe('searchMessages', () => {
  it('finds the signature that nobody told us of', async () => {
    const signature = signatureOf(MESSAGE);
    const node = nodeWith([entry(1_500), entry(1_100, signature), entry(900)]);
    expect(await search(node)).toEqual({ kind: 'found', signature });
  });

  it('holds it for absent once everything since the preparation was read', async () => {
    const node = nodeWith([entry(1_500), entry(1_100), entry(900)]);
    expect(await search(node)).toEqual({ kind: 'absent' });
    expect(node.signaturesOf).toHaveBeenCalledWith(PLAN.wallet, {
      limit: 1_000,
      minContextSlot: 2_000n,
    });
    expect(await search(nodeWith([]))).toEqual({ kind: 'absent' });
  });

  it('takes a short page for no end', async () => {
    const signature = signatureOf(MESSAGE);
    const all = [
      ...[1_500, 1_400, 1_300, 1_200].map((slot) => entry(slot)),
      entry(1_100, signature),
    ];
    expect(await search(nodeWith(all, 2))).toEqual({ kind: 'found', signature });
  });

  it('says nothing where a node does not answer, or has more than is read', async () => {
    const silent = createFakeChainNode({
      signaturesOf: vi.fn(async () => Promise.reject(new Error('timeout'))),
    });
    expect(await search(silent)).toEqual({ kind: 'unread' });
    const many = Array.from({ length: 30 }, (_, index) => entry(5_000 - index));
    const node = nodeWith(many, 2);
    expect(await search(node)).toEqual({ kind: 'unread' });
    expect(node.signaturesOf).toHaveBeenCalledTimes(10);
  });

  it('finds what stands before the answer that is missing', async () => {
    const signature = signatureOf(MESSAGE);
    let pages = 0;
    const node = createFakeChainNode({
      signaturesOf: vi.fn(async () => {
        pages += 1;
        if (pages > 1) throw new Error('timeout');
        return [entry(1_500, signature)];
      }),
    });
    expect(await search(node)).toEqual({ kind: 'found', signature });
  });

  it('reads the history of a wallet once for all its messages', async () => {
    const other = Uint8Array.of(7, 7);
    const asked = [question('1400'), question('1000', other)];
    const node = nodeWith([entry(1_500), entry(1_100, signatureOf(other)), entry(900)]);
    const found = await searchMessages(node, asked, 2_000n);
    expect(asked.map((one) => found.get(one)?.kind)).toEqual(['absent', 'found']);
    expect(node.signaturesOf).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['1000', '1400'],
    ['1400', '1000'],
  ])('reads back to the first of the preparations at %s and %s', async (...slots) => {
    const signature = signatureOf(MESSAGE);
    const asked = slots.map((slot) => question(slot));
    const all = [entry(1_500), entry(1_300), entry(1_200), entry(1_100, signature), entry(900)];
    const found = await searchMessages(nodeWith(all, 2), asked, 2_000n);
    expect(asked.map((one) => found.get(one)?.kind)).toEqual(['found', 'found']);
  });

  it('reads the slot of the preparation to its end', async () => {
    const signature = signatureOf(MESSAGE);
    const all = [entry(1_500), entry(1_000), entry(1_000, signature), entry(900)];
    expect(await search(nodeWith(all, 2))).toEqual({ kind: 'found', signature });
  });

  it('asks for no history where every signature is known', async () => {
    const node = nodeWith([]);
    const { message: _message, ...asked } = question();
    expect((await searchMessages(node, [asked], 2_000n)).size).toBe(0);
    expect(node.signaturesOf).not.toHaveBeenCalled();
  });
});
